// Package settings reads what the operator chose: from flags, then CORESYNC_*
// environment variables, then a file, in this order. Wrong settings are told all
// at once, by name, before anything starts.
package settings

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/providers/posflag"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"
)

// Settings are those of every verb. Names in the comments are the flags; the
// environment variable of --log-level is CORESYNC_LOG_LEVEL.
type Settings struct {
	DatabaseURL    string         // --database-url; empty: a private server in Data
	Data           string         // --data, absolute
	KeyFile        string         // --key-file; defaults to DATA/master.key
	Listen         string         // --listen host:port
	PublicURL      *url.URL       // --public-url; defaults to http://LISTEN
	LogLevel       slog.Level     // --log-level
	LogFormat      string         // --log-format text|json
	Zone           *time.Location // --timezone of new workspaces
	TLSCert        string         // --tls-cert
	TLSKey         string         // --tls-key
	TrustedProxies []netip.Prefix // --trusted-proxies
	SMTPURL        *url.URL       // --smtp-url; nil: no mail
	MailFrom       string         // --mail-from
	OIDC           OIDC           // --oidc-*
	Bus            string         // --bus
	// WebhookNetworks may be told although they are private: --webhook-networks.
	WebhookNetworks []netip.Prefix
	// WebhookRetention is how long what webhooks took is kept, to be told once more:
	// --webhook-retention, in days; zero: as long as the log.
	WebhookRetention time.Duration
	Tenant           string // --tenant; empty: the only one
}

// Flags adds the settings' flags, with their defaults, to a command.
func Flags(f *pflag.FlagSet) {
	f.String("config", "", "file with settings (YAML), read after flags and environment")
	f.String("database-url", "", "PostgreSQL to use instead of a private server")
	f.String("data", "./coresync-data", "folder for the private server, keys and files")
	f.String("key-file", "", "master key (default DATA/master.key)")
	f.String("listen", "127.0.0.1:8080", "address to serve on")
	f.String("public-url", "", "address that people and NinjaOne reach this under (default http://LISTEN)")
	f.String("log-level", "info", "debug, info, warn or error")
	f.String("log-format", "text", "text or json")
	f.String("timezone", "UTC", "time zone of new workspaces, such as Europe/Berlin")
	f.String("tls-cert", "", "certificate chain (PEM); with --tls-key")
	f.String("tls-key", "", "private key (PEM); with --tls-cert")
	f.StringSlice("trusted-proxies", nil, "networks whose X-Forwarded-* headers count, such as 10.0.0.0/8")
	f.String("smtp-url", "", "mail server, such as smtp://user@mail.example.com:587")
	f.String("mail-from", "", "sender of mails; with --smtp-url")
	oidcFlags(f)
	f.String("bus", "", "outward bus, such as nats://bus.example.com:4222")
	f.StringSlice("webhook-networks", nil, "private networks that webhooks may reach, such as 10.0.0.0/8")
	f.String("webhook-retention", "30", "days for which what webhooks took is kept to be told once more; 0: as long as the log")
	f.String("tenant", "", "tenant id or name (default: the only one)")
}

// Load reads the settings of a command whose flags were made by Flags and parsed.
// The error lists every fault.
func Load(flags *pflag.FlagSet) (Settings, error) {
	k := koanf.New(".")
	config, err := flags.GetString("config")
	if err != nil {
		return Settings{}, fmt.Errorf("read the settings: %w", err)
	}
	// The later source wins: file, then environment, then flags that were given.
	if config != "" {
		if err := k.Load(file.Provider(config), yaml.Parser()); err != nil {
			return Settings{}, fmt.Errorf("read the settings file %s: %w", config, err)
		}
	}
	inFile := k.Keys()
	err = k.Load(env.Provider(".", env.Opt{Prefix: "CORESYNC_", TransformFunc: func(key, value string) (string, any) {
		return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(key, "CORESYNC_")), "_", "-"), value
	}}), nil)
	if err != nil {
		return Settings{}, fmt.Errorf("read the settings from the environment: %w", err)
	}
	if err := k.Load(posflag.Provider(flags, ".", k), nil); err != nil {
		return Settings{}, fmt.Errorf("read the settings from the flags: %w", err)
	}
	r := reader{k: k}
	s := r.settings()
	r.checkNames(flags, inFile)
	return s, errors.Join(r.faults...)
}

type reader struct {
	k      *koanf.Koanf
	faults []error
}

func (r *reader) fault(name, format string, args ...any) {
	r.faults = append(r.faults, fmt.Errorf("--%s: %s", name, fmt.Sprintf(format, args...)))
}

func (r *reader) settings() Settings {
	s := Settings{
		DatabaseURL: r.k.String("database-url"),
		TLSCert:     r.k.String("tls-cert"),
		TLSKey:      r.k.String("tls-key"),
		MailFrom:    r.k.String("mail-from"),
		Bus:         r.k.String("bus"),
		Tenant:      r.k.String("tenant"),
	}
	r.folder(&s)
	r.addresses(&s)
	r.logging(&s)
	zone, err := time.LoadLocation(r.k.String("timezone"))
	if err != nil || zone == time.Local {
		r.fault("timezone", "%q is no time zone; give a name like Europe/Berlin", r.k.String("timezone"))
	}
	s.Zone = zone
	if (s.TLSCert == "") != (s.TLSKey == "") {
		r.fault("tls-cert", "goes with --tls-key; give both or none")
	}
	r.oidc(&s)
	if s.SMTPURL != nil && s.MailFrom == "" {
		r.fault("mail-from", "is needed with --smtp-url")
	}
	return s
}

func (r *reader) folder(s *Settings) {
	data, err := filepath.Abs(r.k.String("data"))
	if err != nil || r.k.String("data") == "" {
		r.fault("data", "%q is no folder", r.k.String("data"))
	}
	s.Data, s.KeyFile = data, r.k.String("key-file")
	if s.KeyFile == "" {
		s.KeyFile = filepath.Join(data, "master.key")
	}
}

func (r *reader) addresses(s *Settings) {
	s.Listen = r.k.String("listen")
	if _, port, err := net.SplitHostPort(s.Listen); err != nil || port == "" {
		r.fault("listen", "%q is no address; give host:port, such as 127.0.0.1:8080", s.Listen)
	}
	public := r.k.String("public-url")
	if public == "" {
		public = "http://" + s.Listen
		if r.k.String("tls-cert") != "" {
			public = "https://" + s.Listen
		}
	}
	s.PublicURL = r.url("public-url", public, "http", "https")
	if mail := r.k.String("smtp-url"); mail != "" {
		s.SMTPURL = r.url("smtp-url", mail, "smtp", "smtps")
	}
	if s.DatabaseURL != "" {
		r.url("database-url", s.DatabaseURL, "postgres", "postgresql")
	}
	s.WebhookRetention = r.days("webhook-retention")
	s.TrustedProxies, s.WebhookNetworks = r.networks("trusted-proxies"), r.networks("webhook-networks")
}

// url parses an address without repeating it in a fault: it may hold a password.
func (r *reader) url(name, text string, schemes ...string) *url.URL {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" && name != "database-url" || !slices.Contains(schemes, u.Scheme) {
		r.fault(name, "is no address that begins with %s://", strings.Join(schemes, ":// or "))
		return nil
	}
	return u
}

func (r *reader) logging(s *Settings) {
	if err := s.LogLevel.UnmarshalText([]byte(r.k.String("log-level"))); err != nil {
		r.fault("log-level", "%q is none of debug, info, warn, error", r.k.String("log-level"))
	}
	s.LogFormat = r.k.String("log-format")
	if s.LogFormat != "text" && s.LogFormat != "json" {
		r.fault("log-format", "%q is none of text, json", s.LogFormat)
	}
}

// checkNames refuses names that are no settings: a typing error in the file would
// else go unnoticed.
func (r *reader) checkNames(flags *pflag.FlagSet, names []string) {
	for _, name := range names {
		if flags.Lookup(name) == nil {
			r.faults = append(r.faults, fmt.Errorf("%s: there is no such setting", name))
		}
	}
}

// days reads a number of days.
func (r *reader) days(name string) time.Duration {
	n, err := strconv.Atoi(r.k.String(name))
	if err != nil || n < 0 || n > 3650 {
		r.fault(name, "%q is no number of days from 0 to 3650", r.k.String(name))
		return 0
	}
	return time.Duration(n) * 24 * time.Hour
}

// networks reads a list of networks.
func (r *reader) networks(name string) (all []netip.Prefix) {
	for _, network := range r.k.Strings(name) {
		prefix, err := netip.ParsePrefix(network)
		if err != nil {
			r.fault(name, "%q is no network; give one like 10.0.0.0/8", network)
			continue
		}
		all = append(all, prefix)
	}
	return all
}
