// Prints the age vectors of the Community Cryptography Test Vectors: name to base64, as JSON.
import * as vectors from "cctv-age";

const found = {};
for (const [name, bytes] of Object.entries(vectors)) {
  found[name] = Buffer.from(bytes).toString("base64");
}
process.stdout.write(JSON.stringify(found));
