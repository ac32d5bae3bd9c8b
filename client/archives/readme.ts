/** What lies in every package, for whoever is given it. */
export const README = `月度归档包 / A monthly archive of Changming 长明

一、这是什么
records/     每件工单的记录，一件一个文件，每行一次提交，按先后；每条含前一条的哈希
documents/   由记录生成的文档（PDF）
files/       记录所附的文件，以内容的 SHA-256 为名，原文件名见清单
papers/      为缺件补交的材料，按缺件编号
xes/         当月工单的事件日志（XES，IEEE 1849-2016），只由 records/ 得出：任何时候可由记录逐字节重做
manifest.json  清单：每个文件的字节数与 SHA-256、每件工单的链头、缺件及其处理、由系统密钥签名；档案管理员与项目经理签收的是它的 SHA-256
verify.cjs   校验程序，一个文件，只需 Node 18 或更高版本，不联网

二、怎样校验
    node verify.cjs 归档包.zip
    node verify.cjs 归档包.zip --key 指纹 --manifest 签收的哈希
每处问题一行，最后一行是结论。退出码 0：全部完好；1：有问题；2：用法不对。
请用系统发行包中的校验程序，或另外取得的同版本 verify.cjs：包内的程序若被改动，它的话不可信。
也可以手工校验：解压后 sha256sum 各文件，与清单比较（见发行包的 docs/archive.md）。

1. What this is
records/     the record of each case, one file a case, one commit a line, in order; each holds the hash of the one before
documents/   documents made of records (PDF)
files/       files that records carry, named by the SHA-256 of what is in them; their own names stand in the manifest
papers/      what was handed in for gaps, by gap
xes/         the event log of the cases (XES, IEEE 1849-2016), made of records/ alone: whoever has these makes the same bytes again
manifest.json  bytes and SHA-256 of every file, the head of every chain, gaps and what became of them, signed under the key of the
             product; records keeper and project manager signed its SHA-256
verify.cjs   the verifier: one file, Node 18 or later and nothing else; it opens no connection

2. How to verify it
    node verify.cjs PACKAGE.zip
    node verify.cjs PACKAGE.zip --key FINGERPRINT --manifest HASH-THAT-WAS-SIGNED
Each finding is a line, the last one the verdict. Exit 0: all of it holds; 1: something does not; 2: wrong use.
Take the verifier of the release, or one that you have from elsewhere: the one in here can be changed with the rest.
By hand: unpack it, sha256sum the files, and compare with the manifest (docs/archive.md of the release).
`;
