package ninjaone

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"testing"
)

// recorded serves pages from memory, as fast as memory is.
type recorded struct{ pages map[string][]byte }

func (m recorded) RoundTrip(r *http.Request) (*http.Response, error) {
	body, ok := m.pages[r.URL.Query().Get("after")]
	switch {
	case r.URL.Path == tokenPath:
		body = []byte(tokenOK)
	case !ok:
		body = []byte(`[]`)
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: r}, nil
}

// record makes n pages of 1,000 devices.
func record(n int) (recorded, int64) {
	m, size := recorded{map[string][]byte{}}, int64(0)
	after := ""
	for i := range n {
		page := bytes.ReplaceAll(devicePage(1000), []byte(`{"id":`), fmt.Appendf(nil, `{"id":%d`, i+1))
		// Ids of a page are written behind its number: 1 1000, 1 1001, …, 2 1000, …
		m.pages[after] = page
		after = fmt.Sprintf("%d1999", i+1)
		size += int64(len(page))
	}
	return m, size
}

func BenchmarkDevices(b *testing.B) {
	transport, size := record(9)
	c, err := New(Config{Region: EU, ClientID: "x", Secret: StaticSecret(testSecret), Grant: ClientCredentials, HTTP: HTTPSettings{Transport: transport}})
	if err != nil {
		b.Fatal(err)
	}
	for _, ahead := range []bool{false, true} {
		b.Run(fmt.Sprintf("ahead=%v", ahead), func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				for p, err := range c.Devices(b.Context(), DeviceQuery{ListQuery: ListQuery{Ahead: ahead}, Detailed: true}) {
					if err != nil {
						b.Fatal(err)
					}
					n += len(p.Rows)
				}
				if n != 9000 {
					b.Fatalf("%d devices", n)
				}
			}
		})
	}
}
