/** The clock of each stage; a process ships it under this name. */
export const APPROVAL_CLOCK = 'approval';
