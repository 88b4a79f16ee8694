package web

import (
	"slices"
	"strconv"
	"time"

	"coresync/domain/asset"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// The tabs of an asset; the first has no key in its address.
const (
	tabFields   = ""
	tabKnown    = "identities"
	tabUsers    = "users"
	tabWarranty = "warranty"
	tabTickets  = "tickets"
	tabRaw      = "raw" // a page of its own, with a permission of its own
)

// tabs are those that an asset has for who looks at it; now is the one that is looked at.
func (v *view) tabs(a api.Asset, now string) (all []tab) {
	add := func(is bool, key, word string) {
		if is {
			all = append(all, tab{Word: word, Href: tabPath(a.ID, key), Now: key == now})
		}
	}
	add(true, tabFields, "Fields and timeline")
	add(true, tabKnown, "Identities")
	add(a.Device != nil, tabUsers, "Users seen")
	add(true, tabWarranty, "Warranty")
	add(a.Contact != nil && v.sees(permission.TicketsView), tabTickets, "Tickets")
	add(a.Device != nil && v.sees(permission.AuditView), tabRaw, "Raw observation")
	return all
}

// AssetTabs are the names of an asset's tabs that have an address of their own below its page.
func AssetTabs() []string { return []string{tabKnown, tabUsers, tabWarranty, tabTickets} }

// tabPath is the address of a tab.
func tabPath(id uuid.UUID, tab string) string {
	switch tab {
	case tabFields:
		return assetPath(id)
	case tabRaw:
		return assetPath(id) + "/raw"
	}
	return assetPath(id) + "?tab=" + tab
}

// loadTab adds what the tab that is looked at shows.
func (s *Site) loadTab(r *Request, a *assetView) error {
	switch a.Tab {
	case tabKnown:
		found, err := s.Services.Assets.Known(r.Context(), r.then(), a.ID)
		if a.Known = found.Data; err != nil {
			return err
		}
		return s.loadMerges(r, a)
	case tabUsers:
		found, err := s.Services.Assets.Users(r.Context(), r.then(), a.ID)
		a.Users = found.Data
		return err
	case tabWarranty:
		return s.loadWarranty(r, a)
	case tabTickets:
		return s.loadTickets(r, a)
	}
	a.Tab = tabFields
	history, err := s.loadTimeline(r, a.ID)
	a.History = history
	if err == nil {
		err = s.findOthers(r, a)
	}
	return err
}

// knownGroup is what the asset is known by of a kind, what is in force first.
type knownGroup struct {
	Word string
	Of   []api.KnownBy
}

// known are the groups that have something in them.
func (a *assetView) known() (groups []knownGroup) {
	words := map[string]string{asset.KnownSerial: "Serial numbers", asset.KnownBIOS: "BIOS serial numbers", asset.KnownMAC: "Network cards", asset.KnownName: "Names"}
	for _, kind := range asset.KnownKinds() {
		g := knownGroup{Word: words[kind]}
		for _, k := range a.Known {
			if k.Kind == kind {
				g.Of = append(g.Of, k)
			}
		}
		slices.SortStableFunc(g.Of, func(x, y api.KnownBy) int {
			if x.Now != y.Now {
				if x.Now {
					return -1
				}
				return 1
			}
			return y.Last.Compare(x.Last)
		})
		if len(g.Of) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// recordWord names a record beside what it is known by.
func (a *assetView) recordWord(id uuid.UUID) string {
	for _, r := range a.Records {
		if r.ID == id {
			return recordName(r)
		}
	}
	return ""
}

func recordName(r api.AssetRecord) string {
	if r.DeviceID != 0 {
		return "NinjaOne device " + number(r.DeviceID)
	}
	return sourceWord(r.Source)
}

// linkedWord says why a record is part of an asset.
func linkedWord(rule string) string {
	switch rule {
	case "":
		return "The first one"
	case asset.LinkedByPerson:
		return "Somebody said that it is the same"
	case asset.LinkedBySerial:
		return "By rule: same serial number and maker, and the former id fell silent"
	case asset.LinkedByHardware:
		return "By rule: same hardware, and the former id is gone"
	}
	return rule
}

// percentText is a part as a percentage.
func percentText(part float64) string {
	if part > 0 && part < 0.01 {
		return "under 1 %"
	}
	return strconv.Itoa(int(part*100+0.5)) + " %"
}

// daysOf says how long somebody was there.
func daysOf(d time.Duration) string {
	switch days := int(d.Hours()/24 + 0.5); days {
	case 0:
		return "less than a day"
	case 1:
		return "1 day"
	default:
		return strconv.Itoa(days) + " days"
	}
}

// unlinkRecord makes a record of an asset an asset of its own, whatever rules and people said.
func (s *Site) unlinkRecord(r *Request) error {
	record, err := uuid.Parse(r.field("record"))
	if err != nil {
		return formFault("record")
	}
	id, err := r.pathID("id", "asset")
	if err != nil {
		return err
	}
	done, err := s.Services.Decisions.Unlink(r.Context(), r.command(), id, record)
	if err == nil {
		err = s.await(r, done)
	}
	if err != nil {
		return err
	}
	return r.undoable(tabPath(id, tabKnown), "It is an asset of its own now.")
}
