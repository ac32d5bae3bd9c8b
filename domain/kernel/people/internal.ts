/** Words that are for those within alone: who works on the case, who watches over it, and who wrote them. Throws nothing. */
export const isInternal = (data: object): boolean => 'audience' in data && data.audience === 'internal';
