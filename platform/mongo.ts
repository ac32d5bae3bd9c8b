import mongoose, { type Connection } from 'mongoose';

export type MongoSettings = {
  mongodbUri: string;
  /** File with the authority that signed MongoDB's certificate. */
  mongodbTlsCa?: string | undefined;
  /** Connections a process may hold; also the limit of saves at a time. */
  mongodbPoolSize?: number | undefined;
};

/**
 * Connects with what every process of ours relies on: a write is acknowledged by the majority and is in the journal, and
 * a database that is away is noticed within 2 s instead of 30.
 */
export async function connectMongo({
  mongodbUri,
  mongodbTlsCa,
  mongodbPoolSize = 50,
}: MongoSettings): Promise<Connection> {
  return await mongoose
    .createConnection(mongodbUri, {
      maxPoolSize: mongodbPoolSize,
      serverSelectionTimeoutMS: 2_000,
      connectTimeoutMS: 5_000,
      socketTimeoutMS: 60_000,
      writeConcern: { w: 'majority', journal: true },
      readConcern: { level: 'majority' },
      retryWrites: true,
      autoIndex: false,
      autoCreate: false,
      ...(mongodbTlsCa === undefined ? {} : { tls: true, tlsCAFile: mongodbTlsCa }),
    })
    .asPromise();
}
