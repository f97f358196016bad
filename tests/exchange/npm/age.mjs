// Does with another age program what a list of jobs on the standard input says; prints the results.
import { text } from "node:stream/consumers";
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";

async function done(job) {
  switch (job.do) {
    case "new identity":
      return generateHybridIdentity();
    case "recipient":
      return identityToRecipient(job.identity);
    case "encrypt": {
      const encrypter = new Encrypter();
      for (const recipient of job.recipients) encrypter.addRecipient(recipient);
      const sealed = await encrypter.encrypt(Buffer.from(job.data, "base64"));
      return Buffer.from(sealed).toString("base64");
    }
    case "decrypt": {
      const decrypter = new Decrypter();
      decrypter.addIdentity(job.identity);
      const plaintext = await decrypter.decrypt(Buffer.from(job.data, "base64"));
      return Buffer.from(plaintext).toString("base64");
    }
    default:
      throw new Error(`unknown job ${job.do}`);
  }
}

const results = [];
for (const job of JSON.parse(await text(process.stdin))) results.push(await done(job));
process.stdout.write(JSON.stringify(results));
