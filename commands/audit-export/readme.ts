/** What lies beside every bundle, for whoever is given it. */
export const README = `运行记录导出包 / A bundle of the record of Changming 长明

一、这是什么
commits.jsonl      工单记录，每行一次提交，按工单、按先后；每条含前一条的哈希
audit.jsonl        审计记录，每次启动一条链
registers.jsonl    台账（人员、班组、服务级别、日历等）的各个版本，不含密码
seals/             封存：每小时把各链的链头签名后存于数据库之外，原样复制
public-keys.json   封存所用的公钥、PEM 及指纹
heads.jsonl        导出时各链的链头
blocks.jsonl       每 50 行的 SHA-256
manifest.json      清单：各文件的字节数与 SHA-256，由系统密钥签名
verify.cjs         校验程序，一个文件，只需 Node 18 或更高版本，不联网

二、怎样校验
在任何一台装有 Node 的机器上，不需要本系统：

    node verify.cjs
    node verify.cjs --key 指纹

每处问题一行：文件: 行, 链, 序号: 代码 – 说明。最后一行是结论。退出码 0：全部完好；1：有问题；2：用法不对。

请把“首个密钥的指纹”与系统安装时所记的比较（--key 由程序比较）。若不比较，只能知道各部分彼此一致，不能知道是谁签的。
校验程序本身若被改动，它的话不可信：请用另外取得的同版本 verify.cjs 校验本目录（node 另一个/verify.cjs 本目录），
或与系统发行包所附的比较。

三、代码
missing added not-a-file unreadable empty truncated changed   文件缺少、多出、不能读、被截短、被改动
block                 改动在这些行之内
not-json form too-long cut-line     一行不是导出时写的样子
content               内容与其哈希不符
seq-gap misplaced not-linked chain-again after-closing        链中缺少、移动、重复、插入
mac-missing           没有签章
cut-tail cases-missing   曾经有过的记录没有了
seal-differs head-differs   与封存、他链或清单所记不同
signature key-unknown key-differs key-not-handed-over         签名或密钥不符
count-differs         数量与清单不符

四、它不能知道什么
每条记录另有签章（mac），要用系统的密钥才能验证，本程序看不到；请运行方在系统上运行 npm run audit:verify。
最后一个封存之后写下的内容，只有清单的签名为证。没有签章哈希的台账版本，也只有清单的签名为证。
导出若有条件（清单中 filter 不是 null），不在条件之内的链不查。
持有系统密钥或能操作系统主机的人，可以签任何内容：封存的指纹和链头应当另存他处。


1. What this is
commits.jsonl      what happened on cases, one commit a line, by case, in order; each holds the hash of the one before
audit.jsonl        the audit trail, a chain for each start of a process
registers.jsonl    versions of people, teams, service levels, calendars and so on, without passwords
seals/             where every chain stood, signed by the hour and kept outside the database; copied byte for byte
public-keys.json   the public keys of the seals, as PEM, with fingerprints
heads.jsonl        where each chain ended when this was written
blocks.jsonl       SHA-256 of every 50 lines
manifest.json      bytes and SHA-256 of every file, signed under the key of the product
verify.cjs         the verifier: one file, Node 18 or later and nothing else; it opens no connection

2. How to verify it
On any machine that has Node, without the product:

    node verify.cjs
    node verify.cjs --key FINGERPRINT

Each finding is a line: file: line, chain, seq: code – words. The last line is the verdict. Exit 0: all of it holds; 1: something
does not; 2: wrong use.

Compare "fingerprint of the first key" with the one that was noted when the product was installed (--key compares it). Without
that you know that the parts agree with each other, and not who signed them. A verifier that was changed can say anything:
run one of the same release that you have from elsewhere (node ELSEWHERE/verify.cjs THIS-FOLDER), or compare the two.

3. Codes
missing added not-a-file unreadable empty truncated changed   files that lack, are too many, cannot be read, or are others
block                 something in these lines was changed
not-json form too-long cut-line     a line is not as it was written
content               the content is not what its hash says
seq-gap misplaced not-linked chain-again after-closing        something was taken out, moved, doubled or put in
mac-missing           it is not signed under the record key
cut-tail cases-missing   records that were there are gone
seal-differs head-differs   not what a seal, another chain or the bundle itself says of it
signature key-unknown key-differs key-not-handed-over         a signature does not hold, or it is another's
count-differs         not as many as the manifest says

4. What it cannot know
Each record is also signed (mac) under a secret key, which this program does not have: ask for npm run audit:verify on the product.
What was written after the newest seal, and versions of registers that have no hash, rest on the signature of the manifest alone.
Where the bundle is only a part (filter in the manifest is not null), chains outside of it are not looked for.
Whoever holds the key, or runs the host, can sign anything: keep fingerprints and heads of seals elsewhere.
`;
