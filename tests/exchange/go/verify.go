// Verify checks receipts, growth and tiles of a log with Go's golang.org/x/mod/sumdb, the code
// that checks the Go checksum database: somebody else's tool, that shares nothing with ours.
//
//	verify proof LOG-KEY WITNESS-KEY,WITNESS-KEY FILE...   the entry is the file's extra data
//	verify growth FILE                                     lines: old old-root size root hash,hash
//	verify tiles FOLDER SIZE ROOT                          every entry, under the root, from files
//
// It prints "ok" or "refused: why" for each file or line.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const header = "c2sp.org/tlog-proof@v1"

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: verify proof|growth|tiles ...")
		os.Exit(2)
	}
	switch what, rest := os.Args[1], os.Args[2:]; what {
	case "proof":
		verifiers, err := verifiersOf(rest[0], strings.Split(rest[1], ","))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		for _, name := range rest[2:] {
			say(checkProof(name, verifiers))
		}
	case "growth":
		data, err := os.ReadFile(rest[0])
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		for _, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
			say(checkGrowth(strings.Split(line, " ")))
		}
	case "tiles":
		say(checkTiles(rest[0], rest[1], rest[2]))
	}
}

func say(err error) {
	if err != nil {
		fmt.Println("refused:", strings.ReplaceAll(err.Error(), "\n", " "))
		return
	}
	fmt.Println("ok")
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
	return seconds < 1<<63 && ed25519.Verify(w.key, []byte(message), signature[8:])
}

func witnessOf(text string) (*witness, error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("not a verifier key")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, errors.New("not a key of a witness")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if fmt.Sprintf("%x", sum[:4]) != parts[1] {
		return nil, errors.New("another key id")
	}
	return &witness{parts[0], binary.BigEndian.Uint32(sum[:4]), key[1:]}, nil
}

func verifiersOf(log string, witnesses []string) ([]note.Verifier, error) {
	first, err := note.NewVerifier(log)
	if err != nil {
		return nil, err
	}
	all := []note.Verifier{first}
	for _, text := range witnesses {
		next, err := witnessOf(text)
		if err != nil {
			return nil, err
		}
		all = append(all, next)
	}
	return all, nil
}

// checkProof wants the signatures of the log and of every witness, and the entry under the root.
func checkProof(name string, verifiers []note.Verifier) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	end := bytes.Index(data, []byte("\n\n"))
	if end < 0 {
		return errors.New("no checkpoint")
	}
	lines := strings.Split(string(data[:end]), "\n")
	if len(lines) < 3 || lines[0] != header {
		return errors.New("not a proof")
	}
	if !strings.HasPrefix(lines[1], "extra ") || !strings.HasPrefix(lines[2], "index ") {
		return errors.New("no entry or no index")
	}
	entry, err := base64.StdEncoding.Strict().DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return err
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	opened, err := note.Open(data[end+2:], note.VerifierList(verifiers...))
	if err != nil {
		return err
	}
	if len(opened.Sigs) != len(verifiers) || len(opened.UnverifiedSigs) != 0 {
		return errors.New("not signed by all")
	}
	tree, err := treeOf(opened.Text, verifiers[0].Name())
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry))
}

func treeOf(text, origin string) (tlog.Tree, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[0] != origin || lines[3] != "" {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	return sizeAndRoot(lines[1], lines[2])
}

func sizeAndRoot(size, root string) (tlog.Tree, error) {
	n, err := strconv.ParseInt(size, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != size {
		return tlog.Tree{}, errors.New("not a size")
	}
	hash, err := tlog.ParseHash(root)
	return tlog.Tree{N: n, Hash: hash}, err
}

func checkGrowth(parts []string) error {
	if len(parts) != 5 {
		return errors.New("not five parts")
	}
	old, err := sizeAndRoot(parts[0], parts[1])
	if err != nil {
		return err
	}
	tree, err := sizeAndRoot(parts[2], parts[3])
	if err != nil {
		return err
	}
	var proof tlog.TreeProof
	for _, text := range strings.Split(parts[4], ",") {
		if text == "" {
			continue
		}
		hash, err := tlog.ParseHash(text)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
}

// A folder reads tiles by their C2SP names: those of x/mod without the height.
type folder string

func (f folder) Height() int                         { return 8 }
func (f folder) SaveTiles(_ []tlog.Tile, _ [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := f.read(tile)
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, errors.New("a tile of another width")
		}
		all = append(all, data)
	}
	return all, nil
}

func (f folder) read(tile tlog.Tile) ([]byte, error) {
	name := strings.TrimPrefix(tile.Path(), "tile/8/")
	if strings.HasPrefix(name, "data/") {
		name = "entries/" + strings.TrimPrefix(name, "data/")
	}
	return os.ReadFile(filepath.Join(string(f), "tile", filepath.FromSlash(name)))
}

// checkTiles reads each entry from its bundle and its hash from a tile proven under the root.
func checkTiles(name, size, root string) error {
	tree, err := sizeAndRoot(size, root)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tree, folder(name))
	for start := int64(0); start < tree.N; start += 256 {
		width := tree.N - start
		if width > 256 {
			width = 256
		}
		bundle, err := folder(name).read(tlog.Tile{H: 8, L: -1, N: start / 256, W: int(width)})
		if err != nil {
			return err
		}
		var indexes []int64
		var found []tlog.Hash
		for i := int64(0); i < width; i++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return errors.New("a bundle is cut off")
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			indexes = append(indexes, tlog.StoredHashIndex(0, start+i))
			found = append(found, tlog.RecordHash(bundle[2:end]))
			bundle = bundle[end:]
		}
		if len(bundle) != 0 {
			return errors.New("a bundle is too long")
		}
		hashes, err := reader.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i := range hashes {
			if hashes[i] != found[i] {
				return fmt.Errorf("entry %d is not that of its tile", start+int64(i))
			}
		}
	}
	again, err := tlog.TreeHash(tree.N, reader)
	if err == nil && again != tree.Hash {
		return errors.New("another root")
	}
	return err
}
