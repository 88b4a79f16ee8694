package service

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// streamsAtOnce bounds how many streams one question about causes names.
const streamsAtOnce = 1000

// explain gives each movement the newest event between two positions that did it. What a
// rule concluded, such as a link by equal names, has none.
func (c *closings) explain(ctx context.Context, tenant uuid.UUID, after, to int64, all []moved) error {
	about := make(map[string][]*moved)
	for i := range all {
		for _, stream := range all[i].streams() {
			about[stream] = append(about[stream], &all[i])
		}
	}
	for streams := range slices.Chunk(slices.Sorted(maps.Keys(about)), streamsAtOnce) {
		err := c.log.Read(ctx, tenant, eventstore.Query{After: after, To: to, Streams: streams}, func(e event.Recorded) error {
			payload, err := c.log.Registry().Decode(e)
			if err != nil {
				return err
			}
			for _, m := range about[e.Stream] {
				if m.causedBy(payload) && e.Position > m.Position {
					at := e.OccurredAt
					m.At, m.Position, m.Type, m.Actor = &at, e.Position, string(e.Type), e.Actor
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("look for the causes of %d movements: %w", len(all), err)
		}
	}
	return nil
}

// streams are those that may hold the cause.
func (m *moved) streams() []string {
	names := []string{event.AssetStream(m.Asset.ID)}
	if m.Kind == "owner" {
		return append(names, event.AssignmentStream(m.Asset.ID), event.AssignmentStream(m.now.record))
	}
	for _, d := range []*placed{m.before, m.now} {
		if d.device != 0 {
			names = append(names, event.AssetStream(d.record), event.DeviceStream(d.connection, d.device))
		}
		if m.Kind == "customer" && d.device != 0 {
			names = append(names, event.MappingStream(d.connection, d.organizationID), event.LocationMappingStream(d.connection, d.locationID))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// causedBy tells whether an event can be what did it. A network is in no list of changed
// members: it is the observation that first showed the network that it is in since.
func (m *moved) causedBy(p event.Payload) bool {
	if m.Kind != "network" {
		return moves(m.Kind, p)
	}
	o, is := p.(*event.DeviceObserved)
	if !is {
		return moves(m.Kind, p)
	}
	var d rule.Device
	if json.Unmarshal(o.Device, &d) != nil || d.PublicIP == "" {
		return false
	}
	before := m.there
	m.there = rule.Network(d.PublicIP) == m.To.Name
	return m.there && !before
}

// moves tells whether an event can be what changed a thing of this kind.
func moves(kind string, p event.Payload) bool {
	observed := func(members ...string) bool {
		o, is := p.(*event.DeviceObserved)
		return is && slices.ContainsFunc(o.Changed, func(name string) bool {
			return slices.ContainsFunc(members, func(m string) bool { return strings.EqualFold(name, m) })
		})
	}
	field := ""
	switch p := p.(type) {
	case *event.FieldSet:
		field = p.Field
	case *event.FieldLocked:
		field = p.Field
	case *event.FieldUnlocked:
		field = p.Field
	case *event.AssetsMerged, *event.AssetsUnmerged, *event.AssetsDistinct, *event.ManualAssetRecorded:
		return true
	}
	switch kind {
	case "customer":
		switch p.(type) {
		case *event.OrganizationMapped, *event.OrganizationIgnored, *event.OrganizationUnmapped, *event.OrganizationMatchRejected,
			*event.LocationMapped, *event.LocationIgnored, *event.LocationUnmapped:
			return true
		}
		return field == "customer" || observed("organizationId", "locationId")
	case "location":
		return observed("organizationId", "locationId")
	case "owner":
		switch p.(type) {
		case *event.DeviceAssigned, *event.DeviceUnassigned:
			return true
		}
		return false
	}
	if kind == "network" {
		return false
	}
	return field == "name" || observed("displayName", "systemName", "dnsName")
}
