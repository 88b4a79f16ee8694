package http

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
)

type clientKey struct{}

// client is who is at the other end, as far as a trusted proxy is to be believed.
type client struct {
	address netip.Addr
	secure  bool // the browser spoke TLS
}

// clientOf is the client of a request's context.
func clientOf(ctx context.Context) client {
	c, _ := ctx.Value(clientKey{}).(client) // the zero value where withProxy was not in the way
	return c
}

// withProxy reads X-Forwarded-For from its right end: the first address that is no
// trusted proxy is the client's, whatever stands left of it may be invented.
func (s *Server) withProxy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := client{address: peer(r), secure: r.TLS != nil}
		if s.trusts(c.address) {
			c.secure = r.Header.Get("X-Forwarded-Proto") == "https"
			c.address = s.firstStranger(c.address, r.Header.Values("X-Forwarded-For"))
		}
		if c.secure {
			w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), clientKey{}, c)))
	})
}

func (s *Server) firstStranger(peer netip.Addr, forwarded []string) netip.Addr {
	hops := strings.Split(strings.Join(forwarded, ","), ",")
	address := peer
	for i := len(hops) - 1; i >= 0 && s.trusts(address); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		address = hop.Unmap()
	}
	return address
}

func (s *Server) trusts(address netip.Addr) bool {
	for _, p := range s.config.TrustedProxies {
		if p.Contains(address) {
			return true
		}
	}
	return false
}

// peer is the address of the connection; it is invalid on a Unix socket.
func peer(r *http.Request) netip.Addr {
	port, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return port.Addr().Unmap()
}
