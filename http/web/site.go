package web

import (
	"log/slog"
	"net/http"
	"time"

	"coresync/http/api"
	"coresync/http/permission"
)

// Config is what the pages need to know of the server.
type Config struct {
	Services api.Services
	Now      func() time.Time
	Log      *slog.Logger
	// PublicURL is where people reach the server, without a slash at its end; empty:
	// not known, and pages take the address of the request.
	PublicURL string
}

// Site is all pages. Make it with New; it is safe for concurrent use.
type Site struct {
	Config
	static *static
}

// New reads the embedded assets.
func New(c Config) (*Site, error) {
	assets, err := openStatic()
	if err != nil {
		return nil, err
	}
	return &Site{Config: c, static: assets}, nil
}

// Anybody stands in the table for a page that needs no sign-in, SignedIn for one
// that any person may see.
const (
	Anybody  permission.Permission = "anybody"
	SignedIn permission.Permission = "signed-in"
)

// Handler answers a request or returns the error, which becomes a page in one place.
type Handler func(r *Request) error

// Route is one row of the table of pages.
type Route struct {
	Name   string
	Method string
	Path   string
	Needs  permission.Permission
	// Offered tells whether this process has the services behind it.
	Offered bool
	Handle  Handler
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)
