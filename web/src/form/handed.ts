/** Files that were pasted where no form was open yet: the form that opens for them takes them once. */
let handed: readonly File[] = [];
export const hand = (files: readonly File[]): void => {
  handed = files;
};
export function takeHanded(): readonly File[] {
  const files = handed;
  handed = [];
  return files;
}
