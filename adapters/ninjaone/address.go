package ninjaone

import (
	"errors"
	"fmt"
	"net"
	"net/url"
)

// resolveBase decides which address the client talks to: the region's host or,
// by explicit setting alone, a loopback address on which a simulator listens.
func resolveBase(cfg Config) (string, error) {
	switch {
	case cfg.BaseURL == "" && cfg.Region == "":
		return "", errors.New("Region: choose US, EU, Oceania, Canada or US2")
	case cfg.BaseURL == "" && !cfg.Region.Valid():
		return "", fmt.Errorf("Region: %q is not one of US, EU, Oceania, Canada, US2", string(cfg.Region))
	case cfg.BaseURL == "":
		return cfg.Region.BaseURL(), nil
	case !cfg.AllowLoopback:
		return "", errors.New("BaseURL: another address than the region's needs AllowLoopback, which is for a simulator on this machine")
	}
	if err := checkLoopback(cfg.BaseURL); err != nil {
		return "", fmt.Errorf("BaseURL: %w", err)
	}
	u, _ := url.Parse(cfg.BaseURL) // Parsed without fault by checkLoopback.
	return u.Scheme + "://" + u.Host, nil
}

// checkLoopback accepts http://127.0.0.1:9000, http://[::1]:9000 and
// http://localhost:9000, and nothing that could lead off this machine.
func checkLoopback(raw string) error {
	u, err := url.Parse(raw)
	if err != nil {
		return errors.New("not a URL; write it like http://127.0.0.1:9000")
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("begin it with http:// or https://")
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" || (u.Path != "" && u.Path != "/") {
		return errors.New("give scheme, host and port only, like http://127.0.0.1:9000")
	}
	host := u.Hostname()
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("%q is not a loopback address; only 127.0.0.1, [::1] and localhost are allowed", host)
	}
	return nil
}
