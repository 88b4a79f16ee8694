package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"coresync/domain/event"
	"coresync/http/api"
	"coresync/http/permission"
)

// rawObservations are the pages of what NinjaOne last said of an asset's device, as the log holds
// it. Whoever may read the log may see it.
func (s *Site) rawObservations() []Route {
	has := s.Services.Assets != nil && s.Services.Events != nil
	return []Route{{"page.asset.raw", get, "/assets/{id}/raw", permission.AuditView, has, s.showRawObservation}}
}

// rawObservation is the newest observation of a device, beside the one before it.
type rawObservation struct {
	Asset  api.Asset
	Newest api.Event
	Before *api.Event // nil: it is the first
	Lines  []rawLine
}

// rawLine is a member of an observation.
type rawLine struct {
	Path, Now, Before string
	State             string // added, removed or changed; empty: as before
}

func (s *Site) showRawObservation(r *Request) error {
	id, err := r.pathID("id", "asset")
	if err != nil {
		return err
	}
	found, err := s.Services.Assets.Get(r.Context(), r.then(), id)
	if err != nil {
		return err
	}
	raw := rawObservation{Asset: found.Data}
	if d := found.Data.Device; d != nil {
		if err := s.loadRaw(r, &raw, event.DeviceStream(d.Connection, d.ID)); err != nil {
			return err
		}
	}
	return r.page("Raw observation", "assets", func(v *view) page { return rawObservationPage(v, &raw) })
}

// loadRaw reads the newest two observations of a stream.
func (s *Site) loadRaw(r *Request, raw *rawObservation, stream string) error {
	found, err := s.Services.Events.List(r.Context(), r.then(),
		api.EventFilter{Stream: stream, Types: []string{string(event.DeviceObserved{}.EventType())}}, api.List{Limit: 2, Sort: api.Sort{By: "position", Descending: true}})
	if err != nil || len(found.Data.Items) == 0 {
		return err
	}
	raw.Newest = found.Data.Items[0]
	now, err := flattened(raw.Newest.Payload)
	if err != nil {
		return err
	}
	var before map[string]string
	if len(found.Data.Items) > 1 {
		raw.Before = &found.Data.Items[1]
		if before, err = flattened(raw.Before.Payload); err != nil {
			return err
		}
	}
	raw.Lines = rawLines(now, before)
	return nil
}

// flattened are the values of a JSON text by their paths, such as device.os.name.
func flattened(text []byte) (map[string]string, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber() // as they were written
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("read an observation: %w", err)
	}
	values := make(map[string]string)
	flatten(values, "", value)
	return values, nil
}

func flatten(into map[string]string, path string, value any) {
	switch x := value.(type) {
	case map[string]any:
		for name, member := range x {
			flatten(into, strings.TrimPrefix(path+"."+name, "."), member)
		}
	case []any:
		for i, member := range x {
			flatten(into, fmt.Sprintf("%s[%d]", path, i), member)
		}
	case nil:
		into[path] = "null"
	default:
		into[path] = fmt.Sprint(x)
	}
}

// rawLines lays an observation beside the one before it, by path; nil: there is none before.
func rawLines(now, before map[string]string) (lines []rawLine) {
	for path, value := range now {
		line := rawLine{Path: path, Now: value}
		was, there := before[path]
		switch {
		case before == nil || there && was == value:
		case there:
			line.State, line.Before = "changed", was
		default:
			line.State = "added"
		}
		lines = append(lines, line)
	}
	for path, was := range before {
		if _, there := now[path]; !there {
			lines = append(lines, rawLine{Path: path, Before: was, State: "removed"})
		}
	}
	slices.SortFunc(lines, func(a, b rawLine) int { return strings.Compare(a.Path, b.Path) })
	return lines
}
