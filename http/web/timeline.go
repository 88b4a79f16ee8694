package web

import (
	"slices"
	"time"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// timeline is what happened to an asset, newest first, narrowed to a kind of things.
type timeline struct {
	Asset uuid.UUID
	Kind  string // key of a timelineKind; empty: all
	Items []api.HistoryEntry
	// Earlier is where the next page begins; empty: there is none.
	Earlier string
	// Begun tells that newer things are on a page before.
	Begun bool
	Dots  pastDots
}

// timelineKind is a kind of things that happen to an asset.
type timelineKind struct {
	Key, Word string
	types     []string
}

// timelineKinds are the kinds in the order in which people are shown them. What is of none of
// them is shown among all.
func timelineKinds() []timelineKind {
	return []timelineKind{
		{"ninjaone", "NinjaOne", []string{"DeviceObserved", "DeviceVanished", "DevicesReleased", "DeviceUserObserved"}},
		{"hand", "By hand", []string{"FieldSet", "FieldLocked", "FieldUnlocked", "ManualAssetRecorded", "ManualAssetRemoved", "AssetRetired", "AssetRemoved", "AssetRestored"}},
		{"customer", "Customer", []string{"OrganizationMapped", "OrganizationIgnored", "OrganizationUnmapped", "LocationMapped", "LocationIgnored", "LocationUnmapped"}},
		{"contact", "Contact", []string{"DeviceAssigned", "DeviceUnassigned", "AssociationSkipped", "AssociationNever", "AssociationReopened"}},
		{"identity", "Identity", []string{"AssetsMerged", "AssetsUnmerged", "AssetsDistinct", "AssetsUndecided"}},
		{"warranty", "Warranty", []string{"WarrantyRecorded", "WarrantyRemoved"}},
	}
}

// Names of the parameters of a timeline.
const (
	timelineKindName    = "happened"
	timelineEarlierName = "before"
)

// mostLooked bounds how many entries are looked through for those of a kind.
const mostLooked = 5000

// loadTimeline reads a page of what happened to an asset.
func (s *Site) loadTimeline(r *Request, id uuid.UUID) (*timeline, error) {
	q := r.URL.Query()
	t := &timeline{Asset: id, Kind: q.Get(timelineKindName)}
	i := slices.IndexFunc(timelineKinds(), func(k timelineKind) bool { return k.Key == t.Kind })
	list := api.List{Limit: mostHistory, Sort: api.Sort{By: "position", Descending: true}}
	if i < 0 {
		t.Kind = ""
	} else {
		list.Limit = mostChoices // most of them are of other kinds
	}
	if before := q.Get(timelineEarlierName); before != "" {
		list.After, t.Begun = []string{before}, true
	}
	if err := s.loadDots(r, t, list.After); err != nil {
		return nil, err
	}
	for looked := 0; looked < mostLooked; looked += list.Limit {
		found, err := s.Services.Assets.History(r.Context(), r.then(), id, list)
		if err != nil {
			return nil, err
		}
		for _, e := range found.Data.Items {
			if len(t.Items) == mostHistory {
				t.Earlier = number(t.Items[mostHistory-1].Position)
				return t, nil
			}
			if i < 0 || slices.Contains(timelineKinds()[i].types, e.Type) {
				t.Items = append(t.Items, e)
			}
		}
		list.After = found.Data.Next
		if t.Earlier = ""; len(list.After) > 0 {
			t.Earlier = list.After[0]
		}
		if i < 0 || t.Earlier == "" {
			break
		}
	}
	return t, nil
}

// loadDots reads what happened to the asset until now, as many things as a page of its timeline has.
func (s *Site) loadDots(r *Request, t *timeline, after []string) error {
	found, err := s.Services.Assets.History(r.Context(), r.scope(), t.Asset, api.List{Limit: mostHistory, After: after, Sort: api.Sort{By: "position", Descending: true}})
	if domain.ErrorCode(err) == domain.CodeNotFound { // it is no asset any more
		return nil
	}
	t.Dots = pastDots{Events: found.Data.Items, At: r.then().AsOf}
	return err
}

// of is the address of the timeline of a kind, from its newest entry on.
func (t *timeline) of(kind string) string { return t.at(kind, "") }

// at is the address of a page of a timeline.
func (t *timeline) at(kind, before string) string {
	address, sign := assetPath(t.Asset), "?"
	for _, p := range [][2]string{{timelineKindName, kind}, {timelineEarlierName, before}} {
		if p[1] != "" {
			address, sign = address+sign+p[0]+"="+queryEscape(p[1]), "&"
		}
	}
	return address + "#timeline"
}

// since is the day after the oldest thing on the page, from which on the ledger is asked: it tells
// only of what was there when the day began. Empty: that day is yet to come.
func (t *timeline) since(v *view) string {
	if len(t.Items) == 0 {
		return ""
	}
	oldest := t.Items[len(t.Items)-1].RecordedAt.In(v.Zone)
	day := time.Date(oldest.Year(), oldest.Month(), oldest.Day()+1, 0, 0, 0, 0, v.Zone)
	if !day.Before(v.Now) {
		return ""
	}
	return day.Format(time.DateOnly)
}

// then is the asset as it was when something had happened.
func (t *timeline) then(e api.HistoryEntry) string {
	return atMoment(assetPath(t.Asset), number(e.Position), "")
}
