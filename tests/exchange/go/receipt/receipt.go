// Receipt checks receipts of an exchange with Go's golang.org/x/mod/sumdb, the code that checks the Go
// checksum database, and Go's own JSON and Ed25519: a third reader of the format.
//
//	receipt MANIFEST FILE...
//
// It prints "ok NAME" or "refused NAME why" for each file.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type object = map[string]interface{}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: receipt MANIFEST FILE...")
		os.Exit(2)
	}
	data, err := os.ReadFile(os.Args[1])
	if err == nil {
		err = attempt(func() { these = exchangeOf(data) })
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	for _, name := range os.Args[2:] {
		data, err := os.ReadFile(name)
		if err == nil {
			err = attempt(func() { check(data) })
		}
		short := strings.TrimSuffix(filepath.Base(name), ".tlog-proof")
		if err != nil {
			fmt.Printf("refused %s %.100v\n", short, err.Error())
		} else {
			fmt.Println("ok", short)
		}
	}
}

// A refusal ends a check; any other panic, such as that of a wrong type, is one too.
func attempt(do func()) (err error) {
	defer func() {
		if found := recover(); found != nil {
			err = fmt.Errorf("%v", found)
		}
	}()
	do()
	return nil
}

func need(holds bool, why string) {
	if !holds {
		panic(errors.New(why))
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

type exchange struct {
	hash       string
	origin     string
	signatures object
	signers    map[string]ed25519.PublicKey
	verifiers  []note.Verifier // that of the log first
	parties    int
}

var these exchange

func canonical(value interface{}) []byte {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	must(encoder.Encode(value))
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))
}

func parsed(data []byte) object {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value object
	must(decoder.Decode(&value))
	need(bytes.Equal(canonical(value), data), "not canonical json")
	return value
}

func decoded(text string, size int) []byte {
	data, err := base64.StdEncoding.Strict().DecodeString(text)
	must(err)
	need(base64.StdEncoding.EncodeToString(data) == text, "base64 in another form")
	need(size == 0 || len(data) == size, "another length")
	return data
}

const (
	hash   = `"[0-9a-f]{64}"`
	number = `[1-9][0-9]{0,14}`
	role   = `"(party/[a-z0-9][a-z0-9._-]{0,79}|mediator|server|neutral)"`
	moment = `"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"`
	step   = `"previous":(""|` + hash + `)`
)

// The one text that a statement of each type can have, its fields being in order.
var statements = map[string]*regexp.Regexp{
	"detente/opening/v1": form(`"exchange":` + hash),
	"detente/deposit/v1": form(`"capsules":`+hash, `"commitment":`+hash, `"exchange":`+hash,
		`"outer":`+hash, `"outer_bytes":`+number, `"party":`+role, step, `"release_key":`+hash,
		`"shares":\{(`+role+`:`+hash+`,?)*\}`),
	"detente/withdrawal/v1": form(`"exchange":`+hash, `"party":`+role, step),
	"detente/close/v1":      form(`"deadline":`+moment, `"exchange":`+hash),
	"detente/release/v1": form(`"custodian":`+role, `"exchange":`+hash, `"frozen":`+number,
		`"shares":\{(`+role+`:"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=",?)*\}`),
}

func form(fields ...string) *regexp.Regexp {
	last := `,"type":"detente/[a-z]+/v1"(,"version":` + number + `)?`
	return regexp.MustCompile(`^\{` + strings.Join(fields, ",") + last + `\}$`)
}

func checkSigned(key ed25519.PublicKey, purpose string, message []byte, signature interface{}) {
	text := "detente/" + purpose + "/v1\n" + string(message)
	right := ed25519.Verify(key, []byte(text), decoded(signature.(string), 64))
	need(right, "a signature is wrong")
}

func exchangeOf(data []byte) exchange {
	file := parsed(data)
	said := file["manifest"].(object)
	need(file["type"] == "detente/signed-manifest/v1", "not a signed manifest")
	need(said["type"] == "detente/manifest/v1", "not a manifest")
	server, rules := said["server"].(object), said["rules"].(object)
	message := canonical(said)
	parties, err := rules["witness_parties"].(json.Number).Int64()
	must(err)
	log, err := note.NewVerifier(server["log_key"].(string))
	must(err)
	found := exchange{
		fmt.Sprintf("%x", sha256.Sum256(message)), said["origin"].(string),
		file["signatures"].(object), map[string]ed25519.PublicKey{},
		[]note.Verifier{log}, int(parties),
	}
	need(log.Name() == found.origin, "a key of another log")
	members := map[string]object{"mediator": said["mediator"].(object)}
	for _, each := range said["parties"].([]interface{}) {
		id := "party/" + each.(object)["id"].(string)
		need(members[id] == nil, "a party twice")
		members[id] = each.(object)
	}
	need(len(found.signatures) == len(members), "not signed by all")
	for id, each := range members {
		key := ed25519.PublicKey(decoded(each["signer"].(string), 32))
		checkSigned(key, "manifest", message, found.signatures[id])
		found.signers[id] = key
		name := found.origin + "/" + id
		found.verifiers = append(found.verifiers, witnessOf(name, each["witness"].(string)))
	}
	found.signers["server"] = decoded(server["signer"].(string), 32)
	if third := said["third"].(object); third["kind"] == "neutral" {
		found.signers["neutral"] = decoded(third["signer"].(string), 32)
	}
	return found
}

// A witness checks timestamped signatures (cosignature/v1), which x/mod does not know.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w *witness) Name() string    { return w.name }
func (w *witness) KeyHash() uint32 { return w.hash }

func (w *witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	seconds := binary.BigEndian.Uint64(signature[:8])
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", seconds, text)
	return seconds < 253402300800 && ed25519.Verify(w.key, []byte(message), signature[8:])
}

func witnessOf(name, text string) *witness {
	key := decoded(text, 32)
	sum := sha256.Sum256(append([]byte(name+"\n\x04"), key...))
	return &witness{name, binary.BigEndian.Uint32(sum[:4]), key}
}

func check(data []byte) {
	end := bytes.Index(data, []byte("\n\n"))
	need(end >= 0, "no checkpoint")
	lines := strings.Split(string(data[:end]), "\n")
	need(len(lines) >= 3 && lines[0] == "c2sp.org/tlog-proof@v1", "not a proof")
	need(strings.HasPrefix(lines[1], "extra "), "no entry")
	entry := decoded(strings.TrimPrefix(lines[1], "extra "), 0)
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	must(err)
	need(lines[2] == fmt.Sprintf("index %d", index), "an index in another form")
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		must(err)
		need(hash.String() == line, "a hash in another form")
		proof = append(proof, hash)
	}
	tree := checkpoint(data[end+2:])
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)))
	checkEntry(entry)
}

// checkpoint wants the log's signature first, then those of known witnesses in order, and enough.
func checkpoint(data []byte) tlog.Tree {
	opened, err := note.Open(data, note.VerifierList(these.verifiers...))
	must(err)
	again := opened.Text + "\n"
	var names []string
	for _, each := range opened.Sigs {
		decoded(each.Base64, 0)
		again += "\u2014 " + each.Name + " " + each.Base64 + "\n"
		names = append(names, each.Name)
	}
	need(again == string(data), "a line that is unknown, repeated or in another form")
	need(names[0] == these.origin && sort.StringsAreSorted(names), "signatures out of order")
	mediator := false
	for _, name := range names {
		mediator = mediator || name == these.origin+"/mediator"
	}
	need(mediator && len(names) >= 2+these.parties, "too few have confirmed the log")
	lines := strings.Split(opened.Text, "\n")
	need(len(lines) == 4 && lines[0] == these.origin && lines[3] == "", "not of this log")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	written := fmt.Sprintf("%s\n%d\n%s\n", lines[0], size, root)
	need(written == opened.Text && size > 0, "a checkpoint in another form")
	return tlog.Tree{N: size, Hash: root}
}

func checkEntry(data []byte) {
	entry := parsed(data)
	said, signatures := entry["statement"].(object), entry["signatures"].(object)
	need(len(entry) == 4 && entry["type"] == "detente/entry/v1", "not an entry")
	need(regexp.MustCompile("^"+moment+"$").Match(canonical(entry["time"])), "not a moment")
	_, err := time.Parse("2006-01-02T15:04:05Z", entry["time"].(string))
	must(err)
	kind, message := said["type"].(string), canonical(said)
	pattern := statements[kind]
	need(pattern != nil && pattern.Match(message), "not a statement")
	need(said["exchange"] == these.hash, "of another exchange")
	if kind == "detente/opening/v1" {
		right := bytes.Equal(canonical(signatures), canonical(these.signatures))
		need(right, "not the signatures of the manifest")
		return
	}
	by := "server"
	for _, name := range []string{"party", "custodian"} {
		if text, there := said[name].(string); there {
			by = text
		}
	}
	key := these.signers[by]
	need(len(signatures) == 1 && len(key) == ed25519.PublicKeySize, "not signed by whoever says it")
	checkSigned(key, "statement", message, signatures[by])
}
