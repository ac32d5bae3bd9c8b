import { useWords } from '../words/words.ts';
import { registerNames } from './register-names.ts';

/** What a register is called; its own key where this catalogue does not know it yet. */
export function useRegisterName(): (name: string) => string {
  const names: Readonly<Record<string, string>> = useWords(registerNames).names;
  return (name) => (Object.hasOwn(names, name) ? names[name] : undefined) ?? name;
}
