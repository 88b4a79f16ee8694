package ninjaone

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
)

// unreachable names a request that got no answer. Of the library's error it keeps
// the innermost cause, without the address.
func unreachable(err error) *APIError {
	e := &APIError{Kind: KindUnreachable, Err: err}
	if u, ok := errors.AsType[*url.Error](err); ok {
		e.Err = u.Err
	}
	var dns *net.DNSError
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		e.Detail = "timed out"
		e.Err = nil // The caller's own context has not ended.
	case errors.As(err, &dns):
		e.Detail = "name not resolved"
	case errors.As(err, &authority), errors.As(err, &name):
		e.Detail = "certificate not trusted"
	}
	return e
}
