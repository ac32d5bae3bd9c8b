/** As much of pdfmake 0.3 as is used here; it brings no types of its own. */
declare module 'pdfmake' {
  const pdfmake: {
    virtualfs: { writeFileSync(name: string, content: Buffer): void };
    setUrlAccessPolicy(may: (url: string) => boolean): void;
    setLocalAccessPolicy(may: (path: string) => boolean): void;
    setFonts(fonts: Readonly<Record<string, Readonly<Record<string, string>>>>): void;
    createPdf(definition: object, options?: object): { getBuffer(): Promise<Buffer> };
  };
  export default pdfmake;
}

declare module 'pdfmake/js/PDFDocument.js' {
  type Embedded = { font: { characterSet: readonly number[] }; name: string };
  export default class PDFDocument {
    constructor(
      fonts?: object,
      images?: object,
      patterns?: object,
      attachments?: object,
      options?: object,
      fs?: object,
    );
    fontCache: Record<string, Record<string, Embedded> | undefined>;
    _fontCount: number;
    _fontFamilies: Record<string, Embedded>;
    getFontType(bold?: boolean, italics?: boolean): string;
    provideFont(family: string, bold?: boolean, italics?: boolean): Embedded;
  }
}
