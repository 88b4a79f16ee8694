package web

import (
	"net/http"
	"slices"

	"coresync/domain/connection"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// setup are the steps that follow the credentials of a connection: connect it, and look
// at its first sync before anything is written (screen 5.2). Each shows where it stands,
// so one may leave and come back.
func (s *Site) setup() []Route {
	has, manage := s.Services.Connections != nil && s.Services.Runs != nil, permission.IntegrationsManage
	const path = "/settings/integrations/ninjaone/{connection}/setup"
	return []Route{
		{"page.connection.setup", get, path, manage, has, s.showSetupOf},
		{"page.connection.setup.test", post, path + "/test", manage, has, s.testSetup},
	}
}

// setupPath is where a connection is set up.
func setupPath(id uuid.UUID) string { return ConnectionPath(id) + "/setup" }

// setupStep is a step of the rail at the left.
type setupStep struct {
	Word, Href string
	Done       bool
}

// setupView is what the steps of a connection show.
type setupView struct {
	api.Connection
	Checks []api.Check // nil: not tested
	Run    *runView    // the newest; nil: there is none
}

// at is the present step: 3 connects, 4 looks at the first sync, 5 is behind it. The run
// itself knows first that it is; the connection's read model follows.
func (v *setupView) at() int {
	switch {
	case v.LastSync != nil, v.Run != nil && v.Run.State == "completed":
		return 5
	case v.State == "not_connected" || v.State == "reconnect_required":
		return 3
	}
	return 4
}

// steps are the rail of a connection, or of one that is not there yet.
func steps(at int, region string, id uuid.UUID) []setupStep {
	list := []setupStep{{Word: "Create the API client"}, {Word: "Credentials"}, {Word: "Connect NinjaOne"}, {Word: "First sync as a preview"}}
	for i := range list {
		list[i].Done = i+1 < at
	}
	if id == uuid.Nil {
		list[0].Href = "/settings/integrations/new?region=" + region
		list[1].Href = list[0].Href + "&step=2"
	} else {
		list[1].Href = ConnectionPath(id) + "?settings=1#settings"
		list[min(at, 4)-1].Href = setupPath(id)
	}
	return list
}

// regionOf is the region that an address chooses; the simulator's is reached by its
// address alone.
func regionOf(r *Request) string {
	if asked := r.FormValue("region"); asked == connection.Simulator || slices.Contains(connection.Regions(), asked) {
		return asked
	}
	return connection.Regions()[0]
}

func (s *Site) showNewConnection(r *Request) error {
	region := regionOf(r)
	if r.FormValue("step") == "2" {
		return s.connectionForm(r, http.StatusOK, api.ConnectionDraft{Name: "NinjaOne", Region: region, Grant: "authorization_code"}, nil)
	}
	callback := s.callback(r)
	return r.page("Add NinjaOne", "integrations", func(v *view) page { return apiClientPage(v, region, callback) })
}

func (s *Site) callback(r *Request) string { return s.base(r) + "/api/integrations/ninja/callback" }

func (s *Site) showSetupOf(r *Request) error {
	return s.setupPage(r, func(*setupView) error { return nil })
}

// testSetup asks NinjaOne, line by line. By client credentials that connects.
func (s *Site) testSetup(r *Request) error {
	return s.setupPage(r, func(v *setupView) (err error) {
		if v.Checks, err = s.Services.Connections.Test(r.Context(), r.scope(), v.ID); err != nil {
			return err
		}
		found, err := s.Services.Connections.Get(r.Context(), r.scope(), v.ID)
		v.Connection = found.Data
		return err
	})
}

func (s *Site) setupPage(r *Request, more func(*setupView) error) error {
	c, err := s.connectionHere(r)
	if err != nil {
		return err
	}
	shown := &setupView{Connection: c}
	if err := more(shown); err != nil {
		return err
	}
	runs, err := s.Services.Runs.List(r.Context(), r.scope(), api.RunFilter{Connection: c.ID}, api.List{Limit: 1})
	if err != nil {
		return err
	}
	if len(runs.Data.Items) > 0 {
		if shown.Run, err = s.runView(r, r.scope(), runs.Data.Items[0].ID); err != nil {
			return err
		}
	}
	if c.Grant == "authorization_code" {
		r.hosts = append(r.hosts, ninjaOrigin(c))
	}
	return r.page("Set up "+c.Name, "integrations", func(v *view) page { return setupStepsPage(v, shown) })
}

// assetsSaid is what the newest run did to assets: the first one made them, a later one found
// most of them as they were.
func assetsSaid(n event.SyncCounts) string {
	switch {
	case n.Created > 0:
		return plural(n.Created, "asset was", "assets were") + " created;"
	case n.Changed > 0:
		return plural(n.Changed, "asset was", "assets were") + " updated;"
	}
	return plural(n.Found, "device was", "devices were") + " found, all as before;"
}
