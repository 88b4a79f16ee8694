package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"coresync/adapters/ninjasim"
	"coresync/adapters/ninjasim/fault"
)

// options are what flags and environment say.
type options struct {
	listen string
	config ninjasim.Config
}

const intro = `ninjasim serves a simulated NinjaOne tenant.

Usage:
  ninjasim [flags]

`

const outro = `
The client secret is %q unless NINJASIM_CLIENT_SECRET says otherwise.

Routes:
  /ws/oauth/{authorize,token,revoke}, /oauth/…   authorization server
  /v2/…, /api/v2/…, /ws/api/v2/…                 the API
  /sim/                                          control: GET it for the list
                                                 (advance time, change devices, arm faults, list requests)

Faults (NAME[=ARGUMENT][,key=value]…, keys route, after, times, page, device):
  %s

Examples:
  ninjasim --devices 5000 --orgs 120
  ninjasim --fault html-rate-limit=200,times=3 --fault cut-listing=3,route=/v2/devices-detailed
  curl -X POST -d '{"by":"1h"}' http://127.0.0.1:8090/sim/advance
`

// parse reads the flags. With --help it prints and gives flag.ErrHelp.
func parse(args []string, stdout io.Writer, getenv func(string) string) (options, error) {
	var o options
	c := &o.config
	var faults, redirects list
	var start string
	f := flag.NewFlagSet("ninjasim", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&o.listen, "listen", "127.0.0.1:8090", "`address` to listen on; port 0 takes a free one")
	f.IntVar(&c.Devices, "devices", 400, "`number` of devices that a plain listing shows")
	f.IntVar(&c.Orgs, "orgs", 25, "`number` of organizations")
	f.IntVar(&c.Users, "users", 0, "`number` of technicians and end users (0: three for five devices)")
	f.Uint64Var(&c.Seed, "seed", 1, "`seed` of everything that is made up")
	f.StringVar(&start, "start", ninjasim.DefaultStart.Format(time.RFC3339), "simulated `time` at the start (RFC 3339), or now")
	f.DurationVar(&c.Latency, "latency", 0, "`time` to wait before each answer")
	f.IntVar(&c.RateLimit, "rate-limit", 0, "API requests a second before the HTML page (0: no limit)")
	f.Var(&faults, "fault", "`spec` of a fault to arm; may be repeated")
	f.StringVar(&c.ClientID, "client-id", ninjasim.DefaultClientID, "`id` of the registered application")
	f.Var(&redirects, "redirect-uri", "`uri` that the application may return to; may be repeated (none: any)")
	f.IntVar(&c.PageSizeDefault, "page-size", 1000, "`rows` of a page when the request names no size")
	f.BoolVar(&c.RealTimeTokens, "real-time-tokens", false, "let access tokens expire by the wall clock")
	if err := f.Parse(args); err != nil {
		if slices.Contains(args, "--help") || slices.Contains(args, "-h") || slices.Contains(args, "-help") {
			help(f, stdout)
			return o, flag.ErrHelp
		}
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", f.Arg(0))
	}
	c.Faults, c.RedirectURIs, c.ClientSecret = faults, redirects, getenv("NINJASIM_CLIENT_SECRET")
	return o, o.complete(start)
}

// complete reads the start and checks the whole.
func (o *options) complete(start string) (err error) {
	o.config.Start = time.Now().UTC().Truncate(time.Second)
	if start != "now" {
		if o.config.Start, err = time.Parse(time.RFC3339, start); err != nil {
			return fmt.Errorf("start %q is neither RFC 3339 nor now", start)
		}
	}
	if o.config.Devices == 0 {
		o.config.Devices = -1 // asked for none, as against not asked
	}
	return o.config.Validate()
}

func (o *options) clientID() string { return o.config.ClientID }
func (o *options) devices() int     { return max(o.config.Devices, 0) }

// help prints flags with two dashes, as they are documented.
func help(f *flag.FlagSet, w io.Writer) {
	fmt.Fprint(w, intro, "Flags:\n")
	f.VisitAll(func(x *flag.Flag) {
		name, usage := flag.UnquoteUsage(x)
		fmt.Fprintf(w, "  %-26s %s", "--"+x.Name+" "+name, usage)
		if x.DefValue != "" && x.DefValue != "0" && x.DefValue != "false" && x.DefValue != "0s" {
			fmt.Fprintf(w, " (default %s)", x.DefValue)
		}
		fmt.Fprintln(w)
	})
	names := fault.Names()
	slices.Sort(names)
	fmt.Fprintf(w, outro, ninjasim.DefaultClientSecret, strings.Join(names, "\n  "))
}
