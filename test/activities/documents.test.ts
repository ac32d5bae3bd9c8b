/** One document, whatever is killed while it is made: each place at which its worker may die is tried on a real store. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createDocuments } from '../../activities/jobs/documents.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Printed } from '../../domain/documents/printed.ts';
import {
  askedDocument,
  type CaseDocument,
  documentOf,
  documentsOfCase,
  fileOf,
  keepMade,
} from '../../models/documents/document.ts';
import { noticeOf } from '../../models/notices/notice.ts';
import { openDatabase, type TestDatabase } from '../support/engines/database.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openDatabase();
});
afterAll(() => opened.stop());

/** More than one chunk of GridFS. */
const BYTES = Buffer.alloc(600_000, 'a page of the report, ');
const HALF = Buffer.alloc(300_000, 'half of it');
let [count, tries] = [0, 0]; // each attempt has a number of its own, whoever makes it
async function asked(copies: CaseDocument['copies'] = [], format: CaseDocument['format'] = 'pdf'): Promise<string> {
  count += 1;
  const caseId = `INS-${String(count).padStart(6, '0')}`;
  const _id = String(count).padStart(32, '0');
  const identity = {
    caseId,
    version: 9,
    headHash: 'h',
    kind: 'inspection-report',
    side: 'inner',
    template: 't@1#0',
  } as const;
  await askedDocument(opened.db, { _id, ...identity, format, locale: 'zh', by: 'li', at: 1, copies });
  return _id;
}

/** As an attempt of its own. */
function run<T>(work: (id: string) => Promise<T>, id: string): Promise<T> {
  tries += 1;
  const logger = new DefaultLogger('ERROR', () => undefined);
  return new MockActivityEnvironment({ attempt: tries }, { logger }).run(work, id) as Promise<T>;
}

/** A worker, of which `print` may be another. */
function workerThat({ print = async () => BYTES }: { print?: () => Promise<Buffer> } = {}) {
  const sent: string[] = [];
  const job = createDocuments({
    db: opened.db,
    documents: {
      ask: async () => undefined,
      compose: async () => ({}) as Printed,
      print: async () => ({ bytes: await print(), unprintable: [] }),
    },
    dispatch: async (notices) => void sent.push(...notices.map(({ _id }) => _id)),
  });
  return {
    sent,
    make: (id: string) => run(job.makeDocument, id),
    fails: (id: string) => job.noteDocumentFailed(id, 'not-made'),
  };
}
const filesFor = async (id: string) => {
  const own = { $regex: `^${id}:` };
  const files = await opened.db.collection<{ _id: string }>('document-files.files').distinct('_id', { _id: own });
  const chunks = await opened.db.collection('document-files.chunks').distinct('files_id', { files_id: own });
  return { files, chunks };
};

async function thenThereOnceAndWhole(id: string): Promise<void> {
  const row = await documentOf(opened.db).findById(id).lean<CaseDocument>();
  expect(row).toMatchObject({ state: 'ready', size: BYTES.length });
  expect(await filesFor(id)).toEqual({ files: [row?.file], chunks: [row?.file] });
  expect((await fileOf(opened.db, row ?? {}))?.equals(BYTES)).toBe(true);
  const all = await documentsOfCase(opened.db, row?.caseId ?? '', { sides: ['inner'], limit: 9 });
  expect(all.map(({ _id }) => _id)).toEqual([id]);
}
/** As a killed worker leaves them: the first chunk of its file, or the whole of it, and no word in the row. */
async function left(id: string, attempt: string, { isWhole }: { isWhole: boolean }): Promise<void> {
  const file = `${id}:${attempt}`;
  const chunk = (n: number) => ({ files_id: file, n, data: HALF });
  await opened.db.collection('document-files.chunks').insertMany(isWhole ? [chunk(0), chunk(1)] : [chunk(0)]);
  if (!isWhole) return;
  const whole = { _id: file, length: HALF.length * 2, chunkSize: HALF.length, uploadDate: new Date(), filename: file };
  await opened.db.collection<{ _id: string }>('document-files.files').insertOne(whole);
}

describe('a worker that is killed', () => {
  test('before it has printed: the next makes it', async () => {
    const id = await asked();
    const killed: { by?: (error: Error) => void } = {};
    const dead = workerThat({
      print: () =>
        new Promise((_, reject) => {
          killed.by = reject;
        }),
    }).make(id);
    expect(await workerThat().make(id)).toEqual({ made: true });
    await thenThereOnceAndWhole(id);
    killed.by?.(new Error('it was killed')); // only now its test lets go of it
    await expect(dead).rejects.toThrow('it was killed');
    await thenThereOnceAndWhole(id);
  });

  test('in the middle of writing its file, or right behind it: nobody sees that one, and it is removed', async () => {
    for (const isWhole of [false, true]) {
      const id = await asked();
      await left(id, 'dead.1', { isWhole });
      expect(await documentOf(opened.db).findById(id).lean()).toMatchObject({ state: 'making' });
      expect(await workerThat().make(id)).toEqual({ made: true });
      await thenThereOnceAndWhole(id);
    }
  });

  test('under the same attempt, whose half lies there: it is written anew', async () => {
    const id = await asked();
    await left(id, 'trial.1', { isWhole: false });
    expect(await keepMade(opened.db, id, 'trial.1', { bytes: BYTES, sha256: 's', unprintable: [], at: 2 })).toBe(true);
    await thenThereOnceAndWhole(id);
  });

  test('after it counts and before the others are gone: to make it again is nothing, and what was first stays', async () => {
    const id = await asked();
    await workerThat().make(id);
    const first = await documentOf(opened.db).findById(id).lean();
    expect(await workerThat().make(id)).toEqual({ made: false });
    // One that was slow and is not dead comes behind with a file of its own.
    expect(await keepMade(opened.db, id, 'slow.1', { bytes: HALF, sha256: 's', unprintable: [], at: 9 })).toBe(false);
    expect(await documentOf(opened.db).findById(id).lean()).toEqual(first);
    await thenThereOnceAndWhole(id);
  });

  test('two at once make one', async () => {
    const id = await asked();
    const made = await Promise.all([workerThat().make(id), workerThat().make(id)]);
    expect(made.some((one) => one.made)).toBe(true);
    await thenThereOnceAndWhole(id);
  });
});

const toldOf = (template: string) =>
  noticeOf(opened.db).find({ template, key: 'e:INS-900001:9:0' }).sort({ to: 1 }).lean();

describe('who gets a copy', () => {
  const copies = [
    { key: 'e:INS-900001:9:0', to: 'li' },
    { key: 'e:INS-900001:9:0', to: 'wang', stoodIn: 'person:zhao' },
  ];
  test('hears once where it lies, when it is there and not before, however often it is made', async () => {
    const id = await asked(copies);
    const broken = workerThat({ print: async () => Promise.reject(new Error('the press was killed')) });
    await expect(broken.make(id)).rejects.toThrow('killed');
    expect(await toldOf('document-ready')).toEqual([]);
    const worker = workerThat();
    await worker.make(id);
    await worker.make(id);
    const told = await toldOf('document-ready');
    expect(told.map(({ to, stoodIn }) => [to, stoodIn])).toEqual([
      ['li', undefined],
      ['wang', 'person:zhao'],
    ]);
    const { caseId } = (await documentOf(opened.db).findById(id).lean<CaseDocument>()) ?? {};
    expect(told[0]).toMatchObject({
      caseId,
      data: {
        said: { document: { zh: '巡检报告', en: 'Inspection report' }, file: `/api/cases/${caseId}/documents/${id}` },
      },
    });
    expect(new Set(worker.sent).size).toBe(2);
  });

  test('in two formats hears of each', async () => {
    const copy = [{ key: 'e:INS-900004:9:0', to: 'li' }];
    for (const format of ['pdf', 'xlsx'] as const) await workerThat().make(await asked(copy, format));
    const told = await noticeOf(opened.db).find({ key: 'e:INS-900004:9:0' }).sort({ _id: 1 }).lean();
    expect(told.map(({ _id, data }) => [_id, 'said' in data && data.said])).toEqual([
      ['e:INS-900004:9:0:li', expect.objectContaining({ document: { zh: '巡检报告', en: 'Inspection report' } })],
      [
        'e:INS-900004:9:0:xlsx:li',
        expect.objectContaining({ document: { zh: '巡检报告（XLSX）', en: 'Inspection report (XLSX)' } }),
      ],
    ]);
  });

  test('is told that it could not be made, and again when it is there after all', async () => {
    const id = await asked([{ key: 'e:INS-900002:9:0', to: 'li' }]);
    const refused = workerThat({ print: async () => Promise.reject(new DomainError('pin-missing', 'gone')) });
    await expect(refused.make(id)).rejects.toMatchObject({ type: 'pin-missing' });
    await refused.fails(id);
    await refused.fails(id);
    await documentOf(opened.db).updateOne({ _id: id }, { $set: { state: 'making' } }); // somebody asked again
    await workerThat().make(id);
    const told = await noticeOf(opened.db).find({ key: 'e:INS-900002:9:0' }).sort({ template: 1 }).lean();
    expect(told.map(({ template, to }) => `${template} ${to}`)).toEqual(['document-failed li', 'document-ready li']);
  });

  test('whoever asks beside, or later, adds himself to those who hear, and none twice', async () => {
    const [one, other] = [
      { key: 'e:INS-900003:9:0', to: 'li' },
      { key: 'e:INS-900003:9:1', to: 'wang' },
    ];
    const id = await asked([one]);
    const row = await documentOf(opened.db).findById(id).lean<CaseDocument>();
    if (!row) throw new Error('not there');
    const { state: _state, ...again } = row;
    await askedDocument(opened.db, { ...again, copies: [one, other] });
    expect(await documentOf(opened.db).findById(id).lean()).toMatchObject({ copies: [one, other] });
  });
});
