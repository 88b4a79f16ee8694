package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
)

// dist holds what assets/bundle.mjs made. A build without it works, and its pages
// say what is missing.
//
//go:embed all:assets/dist
var dist embed.FS

// static is the files that browsers load. Their addresses hold a hash of their
// content, so a browser keeps them for good.
type static struct {
	files map[string]file   // by address
	byKey map[string]string // address by name
}

type file struct {
	kind          string
	plain, packed []byte
}

// staticPrefix is where the files are; /assets is a page.
const staticPrefix = "/static/"

var kinds = map[string]string{
	".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
}

// openStatic is the files of this build, compressed at the first call.
var openStatic = sync.OnceValues(packStatic)

func packStatic() (*static, error) {
	s := &static{files: map[string]file{}, byKey: map[string]string{}}
	entries, err := fs.ReadDir(dist, "assets/dist")
	if err != nil {
		return nil, fmt.Errorf("read the embedded assets: %w", err)
	}
	for _, e := range entries {
		extension := path.Ext(e.Name())
		if kinds[extension] == "" {
			continue
		}
		content, err := dist.ReadFile("assets/dist/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("read the embedded assets: %w", err)
		}
		sum := sha256.Sum256(content)
		address := staticPrefix + strings.TrimSuffix(e.Name(), extension) + "-" + hex.EncodeToString(sum[:6]) + extension
		packed, err := pack(content)
		if err != nil {
			return nil, err
		}
		s.files[address] = file{kind: kinds[extension], plain: content, packed: packed}
		s.byKey[e.Name()] = address
	}
	return s, nil
}

// pack compresses as well as gzip can.
func pack(content []byte) ([]byte, error) {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("compress an asset: %w", err)
	}
	if _, err := w.Write(content); err != nil {
		return nil, fmt.Errorf("compress an asset: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compress an asset: %w", err)
	}
	return packed.Bytes(), nil
}

// Bundled tells whether the program was built with its browser code.
func (s *Site) Bundled() bool { return s.static.byKey["style.css"] != "" }

// Static serves the files; it needs no sign-in.
func (s *Site) Static(w http.ResponseWriter, r *http.Request) bool {
	f, known := s.static.files[r.URL.Path]
	if !known {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	content := f.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		content = f.packed
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(content) // an error means that the browser is gone
	}
	return true
}
