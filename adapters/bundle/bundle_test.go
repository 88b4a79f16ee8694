package bundle_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"coresync/adapters/bundle"
	"coresync/adapters/postgres"
	"coresync/adapters/secrets"
	"coresync/domain/event"
	"coresync/eventstore/storetest"
	"coresync/eventstore/tree"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// shelf is a signed log of 700 events in 40 streams, recorded an hour apart in sevens.
type shelf struct {
	*storetest.Log
	pool *pgxpool.Pool
	head tree.Head
	key  string
	all  []event.Recorded
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	s := &shelf{Log: storetest.NewLog(t)}
	s.pool = s.DB.Pool(postgres.RoleEngine)
	for n := 0; n < 700; n += 7 {
		var some []event.New
		for i := range 7 {
			some = append(some, storetest.Customer((n+i)*(n+i)%40))
		}
		_, err := s.Append(t.Context(), storetest.Write(s.A, some...))
		require.NoError(t, err)
		s.Clock.Advance(time.Hour)
	}
	master, _, err := secrets.OpenMaster(filepath.Join(t.TempDir(), "master.key"))
	require.NoError(t, err)
	require.NoError(t, tree.NewNotary(s.pool, master, tree.NotaryConfig{Clock: s.Clock.Now}).CatchUp(t.Context(), s.A))
	var ok bool
	s.head, ok, err = tree.Newest(t.Context(), s.pool, s.A)
	require.NoError(t, err)
	require.True(t, ok)
	public, _, err := tree.PublicKey(t.Context(), s.pool, s.A)
	require.NoError(t, err)
	s.key, err = tree.VerifierKey(s.A, s.head.Epoch, public)
	require.NoError(t, err)
	s.all = storetest.ReadAll(t, s.Store, s.A)
	return s
}

func (s *shelf) export(t require.TestingT, c bundle.Choice) ([]byte, bundle.Manifest) {
	var file bytes.Buffer
	m, err := bundle.Write(context.Background(), s.pool, s.head, s.key, c, &file)
	require.NoError(t, err)
	return file.Bytes(), m
}

func verify(file []byte, key string) (bundle.Verified, error) {
	return bundle.Verify(bytes.NewReader(file), int64(len(file)), key)
}

func TestWhateverIsChosenVerifies(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	begin := s.all[0].RecordedAt
	var streams []string
	for _, e := range s.all {
		if !slices.Contains(streams, e.Stream) {
			streams = append(streams, e.Stream)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		var c bundle.Choice
		if rapid.Bool().Draw(rt, "streams") {
			c.Streams = rapid.SliceOfNDistinct(rapid.SampledFrom(streams), 1, 5, rapid.ID[string]).Draw(rt, "which")
		}
		hour := rapid.IntRange(-3, 103)
		if rapid.Bool().Draw(rt, "from") {
			c.From = begin.Add(time.Duration(hour.Draw(rt, "first hour")) * time.Hour)
		}
		if rapid.Bool().Draw(rt, "to") {
			c.To = begin.Add(time.Duration(hour.Draw(rt, "last hour")) * time.Hour)
		}
		var chosen []event.Recorded
		for _, e := range s.all {
			if (len(c.Streams) == 0 || slices.Contains(c.Streams, e.Stream)) && (c.From.IsZero() || !e.RecordedAt.Before(c.From)) && (c.To.IsZero() || !e.RecordedAt.After(c.To)) {
				chosen = append(chosen, e)
			}
		}
		if len(chosen) == 0 {
			_, err := bundle.Write(context.Background(), s.pool, s.head, s.key, c, io.Discard)
			require.ErrorIs(rt, err, bundle.ErrNothing)
			return
		}
		file, made := s.export(rt, c)
		again, _ := s.export(rt, c)
		require.Equal(rt, file, again, "the same events make the same bytes")
		for _, key := range []string{"", s.key} {
			found, err := verify(file, key)
			require.NoError(rt, err)
			require.Equal(rt, made, found.Manifest)
			require.Equal(rt, int64(700), found.Head.Size)
			require.Equal(rt, int64(len(chosen)), found.Manifest.Events)
			require.Equal(rt, [2]int64{chosen[0].Position, chosen[len(chosen)-1].Position}, [2]int64{found.Manifest.First, found.Manifest.Last})
			require.Equal(rt, made.Last-made.First+1 == made.Events, found.Whole)
		}
	})
}

// unpacked are the files of a bundle by name.
func unpacked(t require.TestingT, file []byte) (names []string, parts map[string][]byte) {
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	parts = map[string][]byte{}
	for _, f := range archive.File {
		r, err := f.Open()
		require.NoError(t, err)
		parts[f.Name], err = io.ReadAll(r)
		require.NoError(t, err)
		names = append(names, f.Name)
	}
	return names, parts
}

func packed(t require.TestingT, names []string, parts map[string][]byte) []byte {
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	for _, name := range names {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write(parts[name])
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return file.Bytes()
}

// One byte that is another one, wherever: nothing verifies.
func TestAChangedByteDoesNotVerify(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	file, _ := s.export(t, bundle.Choice{Streams: []string{s.all[3].Stream, s.all[5].Stream}})
	names, parts := unpacked(t, file)
	require.Equal(t, []string{"README.txt", "checkpoint.txt", "events.jsonl", "proof.jsonl", "events.csv", "manifest.json"}, names)
	_, err := verify(packed(t, names, parts), s.key)
	require.NoError(t, err, "packing alone changes nothing")
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom(names).Draw(rt, "file")
		changed := map[string][]byte{}
		for n, p := range parts {
			changed[n] = bytes.Clone(p)
		}
		at := rapid.IntRange(0, len(parts[name])-1).Draw(rt, "at")
		changed[name][at] ^= rapid.ByteRange(1, 255).Draw(rt, "bits")
		_, err := verify(packed(rt, names, changed), s.key)
		require.Error(rt, err, "%s at %d: %q", name, at, changed[name])
	})
}

func TestWhatWasDoneToABundleIsNamed(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	ranged, _ := s.export(t, bundle.Choice{From: s.all[70].RecordedAt, To: s.all[140].RecordedAt})
	streamed, _ := s.export(t, bundle.Choice{Streams: []string{s.all[1].Stream}})
	cut := func(lines []byte, n int) []byte {
		all := bytes.SplitAfter(lines, []byte("\n"))
		return bytes.Join(slices.Delete(all, n, n+1), nil)
	}
	for name, c := range map[string]struct {
		file   []byte
		change func(parts map[string][]byte)
		why    string
	}{
		"an event": {ranged, func(p map[string][]byte) {
			p["events.jsonl"] = bytes.Replace(p["events.jsonl"], []byte(`"position":75,`), []byte(`"position":75,`), 1)
			p["events.jsonl"] = bytes.Replace(p["events.jsonl"], []byte(s.all[74].ID.String()), []byte(uuid.NewString()), 1)
		}, "event at position 75: it was changed"},
		"an event and its leaf": {ranged, func(p map[string][]byte) {
			forged := s.all[74]
			forged.Actor = "nobody"
			shown := tree.Exhibited(forged)
			hash := shown.Leaf()
			was, is := base64.StdEncoding.EncodeToString(s.all[74].LeafHash), base64.StdEncoding.EncodeToString(hash[:])
			lines := strings.SplitAfter(string(p["events.jsonl"]), "\n")
			i := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, `"position":75,`) })
			lines[i] = strings.Replace(strings.Replace(lines[i], `"actor":"test"`, `"actor":"nobody"`, 1), was, is, 1)
			p["events.jsonl"] = []byte(strings.Join(lines, ""))
			rows := strings.SplitAfter(string(p["events.csv"]), "\n")
			rows[i+1] = strings.Replace(rows[i+1], ",test,", ",nobody,", 1)
			p["events.csv"] = []byte(strings.Join(rows, ""))
		}, "make the root"},
		"an event left out": {ranged, func(p map[string][]byte) {
			p["events.jsonl"], p["events.csv"] = cut(p["events.jsonl"], 3), cut(p["events.csv"], 4)
		}, "event at position 75: positions 74 to 74 are not shown, the proof has"},
		"an event of a stream left out": {streamed, func(p map[string][]byte) {
			p["events.jsonl"], p["events.csv"] = cut(p["events.jsonl"], 1), cut(p["events.csv"], 2)
		}, "something between them is left out"},
		"the last event left out": {streamed, func(p map[string][]byte) {
			n := bytes.Count(p["events.jsonl"], []byte("\n"))
			p["events.jsonl"], p["events.csv"] = cut(p["events.jsonl"], n-1), cut(p["events.csv"], n)
		}, "the proof has"},
		"a row of the table": {ranged, func(p map[string][]byte) {
			p["events.csv"] = bytes.Replace(p["events.csv"], []byte(",test,"), []byte(",nobody,"), 1)
		}, "event at position 71: events.csv does not show it as it is"},
		"one row more": {ranged, func(p map[string][]byte) {
			all := bytes.SplitAfter(p["events.csv"], []byte("\n"))
			p["events.csv"] = append(p["events.csv"], all[1]...)
		}, "more rows"},
		"another size": {ranged, func(p map[string][]byte) {
			p["checkpoint.txt"] = bytes.Replace(p["checkpoint.txt"], []byte("\n700\n"), []byte("\n699\n"), 1)
		}, "verify a head"},
		"another choice": {ranged, func(p map[string][]byte) {
			p["manifest.json"] = bytes.Replace(p["manifest.json"], []byte(`"choice": {`), []byte(`"choice": { "asset": "8c7b8f0e-3f38-4b1b-9e25-0d8d4f2f6a11",`), 1)
		}, "manifest.json was not written like this"},
		"what people read": {ranged, func(p map[string][]byte) {
			p["README.txt"] = bytes.Replace(p["README.txt"], []byte("What it does not prove"), []byte("What it proves as well"), 1)
		}, "README.txt does not say what"},
		"no proof": {ranged, func(p map[string][]byte) { p["proof.jsonl"] = nil }, "the proof of positions 1 to 70 is not there"},
		"more proof": {ranged, func(p map[string][]byte) {
			p["proof.jsonl"] = append(p["proof.jsonl"], p["proof.jsonl"]...)
		}, "the proof goes on"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			names, parts := unpacked(t, c.file)
			c.change(parts)
			_, err := verify(packed(t, names, parts), s.key)
			var not *bundle.NotVerifiedError
			require.ErrorAs(t, err, &not)
			require.ErrorContains(t, err, c.why)
		})
	}
	names, parts := unpacked(t, ranged)
	_, err := verify(packed(t, append(names, names[0]), parts), s.key)
	require.ErrorContains(t, err, `it has two files "README.txt"`)
	_, err = verify(packed(t, names[:5], parts), s.key)
	require.ErrorContains(t, err, "manifest.json")
	_, err = verify([]byte("no archive"), s.key)
	require.ErrorContains(t, err, "read the bundle")
	_, err = verify(ranged, "coresync/other+00000000+AQ==")
	require.Error(t, err, "another key than the one that is known")
}

// A row that was changed in the database is not taken away as if nothing had been.
func TestAChangedRowIsNotExported(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	_, err := s.DB.Pool("").Exec(t.Context(), `update eventstore.events set actor = 'nobody' where tenant_id = $1 and position = 333`, s.A)
	require.NoError(t, err)
	_, err = bundle.Write(t.Context(), s.pool, s.head, s.key, bundle.Choice{}, io.Discard)
	require.ErrorContains(t, err, "position 333 is not what was recorded there; run coresync audit fsck")
}

// No text of a log is a formula for whoever opens the table.
func TestTheTableHasNoFormulas(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	hostile := storetest.Write(s.B, storetest.Customer(1))
	hostile.Actor = "=cmd|' /C calc'!A0"
	_, err := s.Append(t.Context(), hostile)
	require.NoError(t, err)
	master, _, err := secrets.OpenMaster(filepath.Join(t.TempDir(), "master.key"))
	require.NoError(t, err)
	require.NoError(t, tree.NewNotary(s.pool, master, tree.NotaryConfig{Clock: s.Clock.Now}).CatchUp(t.Context(), s.B))
	head, _, err := tree.Newest(t.Context(), s.pool, s.B)
	require.NoError(t, err)
	public, _, err := tree.PublicKey(t.Context(), s.pool, s.B)
	require.NoError(t, err)
	key, err := tree.VerifierKey(s.B, head.Epoch, public)
	require.NoError(t, err)
	var file bytes.Buffer
	_, err = bundle.Write(t.Context(), s.pool, head, key, bundle.Choice{}, &file)
	require.NoError(t, err)
	_, parts := unpacked(t, file.Bytes())
	require.Contains(t, string(parts["events.csv"]), ",'=cmd|")
	_, err = verify(file.Bytes(), key)
	require.NoError(t, err)
}

// Whatever a file holds: no panic, and nothing that verifies.
func FuzzVerify(f *testing.F) {
	f.Add([]byte(`{"format":"coresync-bundle-1"}`), []byte("origin\n1\nAA==\n\n— x y\n"), []byte(`{"position":1}`), []byte(`{"begin":0,"end":1,"hashes":[""]}`))
	f.Fuzz(func(t *testing.T, manifest, checkpoint, events, proof []byte) {
		names := []string{"manifest.json", "checkpoint.txt", "events.jsonl", "proof.jsonl", "events.csv"}
		file := packed(t, names, map[string][]byte{"manifest.json": manifest, "checkpoint.txt": checkpoint, "events.jsonl": events, "proof.jsonl": proof})
		_, err := verify(file, "")
		require.Error(t, err)
	})
}
