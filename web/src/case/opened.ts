/** The command whose form is open, and the part that it is about. */
export type Opened = { command: string; part?: string };
