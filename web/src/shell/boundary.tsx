/** A screen that breaks says so in its place; the rest of the console stays. */
import { Component, type ReactNode } from 'react';
import { ErrorPanel } from '../ui/error-panel.tsx';

export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };
  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }
  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <div className="page">
        <ErrorPanel error={error} onRetry={() => this.setState({ error: undefined })} />
      </div>
    );
  }
}
