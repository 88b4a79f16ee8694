package ninjaone

import (
	"net"
	"net/http"
	"time"
)

// newHTTPClient makes the connection to the host. It follows no redirect, so an
// answer can't send the access token, or the program, anywhere else; and it never
// reads the proxy variables of the environment.
func newHTTPClient(s HTTPSettings) *http.Client {
	return &http.Client{
		Transport: newTransport(s),
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
}

// newTransport makes the transport that the settings ask for.
func newTransport(s HTTPSettings) http.RoundTripper {
	if s.Transport != nil {
		return s.Transport
	}
	t := &http.Transport{
		DialContext:           (&net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   15 * time.Second,
		TLSClientConfig:       s.TLS,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   4,
		IdleConnTimeout:       90 * time.Second,
		ExpectContinueTimeout: time.Second,
		ReadBufferSize:        64 << 10,
	}
	if s.Proxy != nil {
		t.Proxy = http.ProxyURL(s.Proxy)
	}
	return t
}
