package baseline

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// decoders is how many pages are decoded at once: as many as the program has
// workers for the rows of a page.
const decoders = 2

// download is pages on their way from the network into structs.
type download struct {
	full chan page
	free chan []byte // buffers, so that few pages are in memory
	rows atomic.Int64
}

type page struct {
	path string
	body []byte
}

// Download gets the pages of the given addresses one after the other, as paging
// demands, and decodes them into structs, while the next one is on its way. It
// knows the addresses beforehand, which no client of a paged listing does; so it
// need not look into a page before it asks for the next. It returns the number of
// rows.
func Download(ctx context.Context, base string, paths []string) (rows int, err error) {
	d := &download{full: make(chan page), free: make(chan []byte, decoders+1)}
	for range cap(d.free) {
		d.free <- nil
	}
	group, ctx := errgroup.WithContext(ctx)
	for range decoders {
		group.Go(d.decode)
	}
	group.Go(func() error { return d.fetch(ctx, base, paths) })
	err = group.Wait()
	return int(d.rows.Load()), err
}

func (d *download) decode() error {
	for p := range d.full {
		n, err := decode(p.path, p.body)
		if err != nil {
			return fmt.Errorf("decode %s: %w", p.path, err)
		}
		d.rows.Add(int64(n))
		d.free <- p.body
	}
	return nil
}

func (d *download) fetch(ctx context.Context, base string, paths []string) error {
	defer close(d.full)
	for _, path := range paths {
		var buf []byte
		select {
		case buf = <-d.free:
		case <-ctx.Done():
			return ctx.Err()
		}
		body, err := get(ctx, base+path, buf)
		if err != nil {
			return err
		}
		select {
		case d.full <- page{path, body}:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// get reads an answer into a buffer, which grows as needed.
func get(ctx context.Context, url string, buf []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK || res.ContentLength < 0 {
		return nil, fmt.Errorf("GET %s: status %d, length %d", url, res.StatusCode, res.ContentLength)
	}
	if int64(cap(buf)) < res.ContentLength {
		buf = make([]byte, 0, res.ContentLength)
	}
	buf = buf[:res.ContentLength]
	_, err = io.ReadFull(res.Body, buf)
	return buf, err
}
