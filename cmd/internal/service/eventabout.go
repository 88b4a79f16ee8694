package service

import (
	"context"
	"slices"
	"strings"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/mapping"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// about narrows to the streams of a thing. An asset's are those of the devices that it is made
// of, too, and an organization's those of the decisions about its locations.
func (s events) about(ctx context.Context, scope api.Scope, f api.EventFilter, out *eventSearch) error {
	kind, rest, _ := strings.Cut(f.About, "/")
	var streams []string
	var err error
	if kind == api.AboutOrganization {
		streams, err = s.organizationStreams(ctx, scope, f.About)
	} else {
		id, wrong := uuid.Parse(rest)
		if _, is := ownStreams[kind]; wrong != nil || !is && kind != api.AboutAsset {
			return wrongAbout
		}
		if streams = nil; kind == api.AboutAsset {
			streams, err = s.assetStreams(ctx, scope, id, out)
		} else {
			streams = ownStreams[kind](id)
		}
	}
	if err != nil {
		return err
	}
	if f.Stream != "" { // both
		streams = slices.DeleteFunc(streams, func(name string) bool { return name != f.Stream })
	}
	out.q.Streams, out.nothing = streams, len(streams) == 0
	return nil
}

var wrongAbout = domain.Invalid([]domain.Fault{{Pointer: "?about", Code: "invalid",
	Message: "give a kind and an id, such as asset/<id> or organization/<connection>/<number>; kinds are " + strings.Join(api.AboutKinds(), ", ")}})

// ownStreams are the streams of a thing that follow from its id alone.
var ownStreams = map[string]func(uuid.UUID) []string{
	api.AboutCustomer: func(id uuid.UUID) []string {
		return []string{event.CustomerStream(id), event.ReplacementPolicyStream(id)}
	},
	api.AboutContact:  func(id uuid.UUID) []string { return []string{event.ContactStream(id)} },
	api.AboutContract: func(id uuid.UUID) []string { return []string{event.ContractStream(id)} },
	api.AboutTicket:   func(id uuid.UUID) []string { return []string{event.TicketStream(id)} },
	api.AboutUser:     func(id uuid.UUID) []string { return []string{event.UserStream(id)} },
	api.AboutToken:    func(id uuid.UUID) []string { return []string{event.TokenStream(id)} },
	api.AboutConnection: func(id uuid.UUID) []string {
		return []string{
			event.ConnectionStream(id), event.SyncStream(id), event.ListingStream(id), event.ReleaseStream(id), event.AccessConnectorStream(id), event.ConnectorStream(id),
		}
	},
}

// assetStreams are those of an asset's timeline. Some it shares with other assets, such as that
// of a connection that was ended.
func (s events) assetStreams(ctx context.Context, scope api.Scope, id uuid.UUID, out *eventSearch) ([]string, error) {
	found, err := answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) ([]asset.Row, error) {
		return asset.Records(ctx, r, id)
	})
	if err != nil {
		return nil, err
	}
	records := found.Data
	if len(records) == 0 {
		return nil, domain.NotFound("asset")
	}
	streams := asset.Streams(records)
	for i := range records {
		streams = append(streams, event.ReplacementStream(records[i].ID))
	}
	if !slices.ContainsFunc(streams, shared) {
		return streams, nil
	}
	out.concerns = func(e event.Recorded) (bool, error) {
		if !shared(e.Stream) {
			return true, nil
		}
		payload, err := s.log.Registry().Decode(e)
		if err != nil {
			return false, err
		}
		of := concerned(payload)
		return of == nil || slices.ContainsFunc(records, of), nil
	}
	return streams, nil
}

// shared tells whether a stream is of several assets.
func shared(stream string) bool {
	return strings.HasPrefix(stream, "release/") || strings.HasPrefix(stream, "warranty/")
}

func (s events) organizationStreams(ctx context.Context, scope api.Scope, about string) ([]string, error) {
	connection, number, is := event.NinjaID(about)
	if !is {
		return nil, wrongAbout
	}
	found, err := answer(ctx, s.reads, scope, []string{mapping.Name}, func(r *projections.Reading) (streams []string, err error) {
		streams = []string{event.OrganizationStream(connection, number), event.MappingStream(connection, number)}
		sites, err := mapping.Locations(ctx, r, mapping.LocationFilter{Connection: connection, OrganizationID: number}, query.Page{Limit: query.MaxLimit})
		for _, site := range sites.Items {
			streams = append(streams, event.LocationStream(connection, site.LocationID), event.LocationMappingStream(connection, site.LocationID))
		}
		return streams, err
	})
	return found.Data, err
}
