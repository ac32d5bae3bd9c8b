/** The one place of colours and sizes; antd's own defaults fail WCAG AA (console.md 5). */
import type { ThemeConfig } from 'antd';

export const font =
  '-apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans Hans", sans-serif';

export type ClockState = 'running' | 'soon' | 'over' | 'paused' | 'met';
type Tone = { ink: string; ground: string };
export const clockTones: Readonly<Record<'light' | 'dark', Readonly<Record<ClockState, Tone>>>> = {
  light: {
    running: { ink: '#237804', ground: '#f6ffed' },
    soon: { ink: '#874d00', ground: '#fffbe6' },
    over: { ink: '#a8071a', ground: '#fff1f0' },
    paused: { ink: '#595959', ground: '#f5f5f5' },
    met: { ink: '#595959', ground: 'transparent' },
  },
  dark: {
    running: { ink: '#95de64', ground: '#162312' },
    soon: { ink: '#ffd666', ground: '#2b2111' },
    over: { ink: '#ff7875', ground: '#2a1215' },
    paused: { ink: '#bfbfbf', ground: '#262626' },
    met: { ink: '#bfbfbf', ground: 'transparent' },
  },
};

const common = {
  fontFamily: font,
  fontSize: 14,
  lineHeight: 1.6,
  borderRadius: 4,
  sizeUnit: 4,
  motionDurationFast: '0.05s',
  motionDurationMid: '0.1s',
  motionDurationSlow: '0.15s',
  controlOutlineWidth: 2,
};
/** Of pictures that a camera reads: dark on light whatever the theme. */
export const codeTone = { ink: '#000000', ground: '#ffffff' } as const;

export const light: ThemeConfig['token'] = {
  ...common,
  colorPrimary: '#0958d9',
  colorLink: '#0958d9',
  colorError: '#a8071a',
  colorErrorBg: '#fff1f0',
  colorErrorBorder: '#ffa39e',
  colorSuccess: '#237804',
  colorSuccessBg: '#f6ffed',
  colorWarning: '#874d00',
  colorWarningBg: '#fffbe6',
  colorWarningBorder: '#ffd666',
  colorInfoBg: '#e6f4ff',
  colorTextTertiary: '#6b6b6b',
  colorTextDescription: '#595959',
  colorTextPlaceholder: '#6b6b6b',
  colorTextQuaternary: '#6b6b6b',
  colorBorder: '#8c8c8c',
  colorBgLayout: '#f5f7fa',
};
export const dark: ThemeConfig['token'] = {
  ...common,
  colorPrimary: '#3c89e8',
  colorLink: '#69b1ff',
  colorError: '#ff7875',
  colorSuccess: '#95de64',
  colorWarning: '#ffd666',
  colorTextTertiary: '#a6a6a6',
  colorTextDescription: '#bfbfbf',
  colorTextPlaceholder: '#a6a6a6',
  colorTextQuaternary: '#a6a6a6',
  colorBorder: '#757575',
};

/** Lines of charts: ink 3:1 and words 4.5:1 on their ground. */
export const chartTones: Readonly<
  Record<'light' | 'dark', { ink: string; target: string; quiet: string; line: string }>
> = {
  light: { ink: '#0958d9', target: '#874d00', quiet: '#595959', line: '#e4e7ec' },
  dark: { ink: '#69b1ff', target: '#ffd666', quiet: '#bfbfbf', line: '#303030' },
};
