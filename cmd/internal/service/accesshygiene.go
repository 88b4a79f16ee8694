package service

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"coresync/http/api"
	read "coresync/projections/access"

	"github.com/google/uuid"
)

// dormantAfter is how long nothing changed of an account that counts as dormant: NinjaOne's
// API does not tell when somebody signed in last.
const dormantAfter = 180 * 24 * time.Hour

// hygiene is what the views of accounts need to know of all of them.
type hygiene struct {
	now time.Time
	// home is the domain of most technicians' addresses, by connection.
	home map[uuid.UUID]string
}

func hygieneOf(all []api.AccessAccount, now time.Time) hygiene {
	counts := make(map[uuid.UUID]map[string]int)
	for _, a := range all {
		domain := domainOf(a.Email)
		if a.Kind != read.Technician || a.VanishedAt != nil || domain == "" {
			continue
		}
		if counts[a.Connection.ID] == nil {
			counts[a.Connection.ID] = make(map[string]int)
		}
		counts[a.Connection.ID][domain]++
	}
	h := hygiene{now, make(map[uuid.UUID]string)}
	for connection, domains := range counts {
		h.home[connection] = slices.MaxFunc(slices.Sorted(maps.Keys(domains)), func(a, b string) int { return cmp.Compare(domains[a], domains[b]) })
	}
	return h
}

func domainOf(email string) string {
	_, domain, _ := strings.Cut(strings.ToLower(email), "@")
	return domain
}

// inView tells whether an account is in one of the views of hygiene. Vanished ones are in
// their own view only; disabled ones can't sign in, so that they lack nothing.
func (h hygiene) inView(a api.AccessAccount, view string) bool {
	if a.VanishedAt != nil {
		return view == api.AccessVanished
	}
	switch view {
	case "":
		return true
	case api.AccessNoMFA:
		return a.Enabled && a.Kind == read.Technician && a.MFA == "no" && a.AuthType != "sso"
	case api.AccessInvitationExpired:
		return a.Invitation == "EXPIRED"
	case api.AccessNoPerson:
		return a.OwnedBy == ""
	case api.AccessAdministrators:
		return a.Administrator
	case api.AccessDisabled:
		return !a.Enabled
	case api.AccessNoRole:
		return a.Enabled && !a.Administrator && len(a.Roles) == 0
	case api.AccessNeverSignedIn:
		return a.Enabled && (a.Invitation == "PENDING" || a.Invitation == "EXPIRED")
	case api.AccessDormant:
		return a.Enabled && a.Invitation == "REGISTERED" && h.now.Sub(a.ChangedAt) > dormantAfter
	case api.AccessExternal:
		domain := domainOf(a.Email)
		return a.Kind == read.Technician && domain != "" && domain != h.home[a.Connection.ID]
	}
	return false
}
