package web

import (
	"time"

	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// pill tells in the header how NinjaOne is connected.
type pill struct {
	Word, Tone, Icon, Href string // no word: nothing is shown
	Since                  *time.Time
	Syncing                uuid.UUID // the connection; nil: none
}

// pill shows the worst state of all connections.
func (r *Request) pill() (pill, error) {
	if r.site.Services.Connections == nil || !r.may(permission.IntegrationsView) {
		return pill{}, nil
	}
	found, err := r.site.Services.Connections.List(r.Context(), r.scope(), api.List{Limit: 50, Sort: api.Sort{By: "name"}})
	if err != nil {
		return pill{}, err
	}
	none := pill{Word: "Not connected", Tone: "secondary", Icon: "plug-connected-x", Href: "/settings/integrations"}
	worst, rank := none, -1
	for _, c := range found.Data.Items {
		p := pillOf(c)
		for i, state := range []string{"connected", "syncing", "not_connected", "error", "reconnect_required"} {
			if c.State == state && i > rank {
				worst, rank = p, i
			}
		}
	}
	return r.withPhase(worst)
}

// withPhase says how far a sync is.
func (r *Request) withPhase(p pill) (pill, error) {
	if p.Syncing == uuid.Nil || r.site.Services.Runs == nil {
		return p, nil
	}
	going, err := r.site.Services.Runs.List(r.Context(), r.scope(), api.RunFilter{Connection: p.Syncing, State: "running"}, api.List{Limit: 1})
	if err == nil && len(going.Data.Items) > 0 {
		p.Word += " · " + phaseWord(going.Data.Items[0].Step)
		p.Href = runPath(going.Data.Items[0].ID)
	}
	return p, err
}

func pillOf(c api.Connection) pill {
	s := stateOf(c.State)
	p := pill{Word: s.Word, Tone: s.Tone, Icon: s.Icon, Href: ConnectionPath(c.ID), Since: c.LastSync}
	if c.State == "syncing" {
		p.Since, p.Syncing = nil, c.ID
	}
	return p
}

// ConnectionPath is the page of a connection.
func ConnectionPath(id uuid.UUID) string { return "/settings/integrations/ninjaone/" + id.String() }
