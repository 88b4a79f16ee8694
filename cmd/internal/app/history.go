package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
)

// historyPrefixes names the kinds of streams that tell a thing's history.
var historyPrefixes = map[string][]string{
	"device":       {"device/", "device-user/"},
	"organization": {"organization/", "mapping/"},
}

// HistoryStreams names the streams that hold the history of a device, an
// organization or an asset. A NinjaOne id is looked for in all connections, unless the
// connection stands before it: CONNECTION/402.
func (a *App) HistoryStreams(ctx context.Context, tenant uuid.UUID, kind, id string) ([]string, error) {
	if kind == "asset" {
		return a.assetStreams(ctx, tenant, id)
	}
	prefixes, ok := historyPrefixes[kind]
	if !ok {
		return nil, fmt.Errorf("there is no history of a %q; choose device, organization or asset", kind)
	}
	connection, number, named := strings.Cut(id, "/")
	if !named {
		connection, number = "", id
	}
	if _, err := strconv.ParseInt(number, 10, 64); err != nil {
		return nil, fmt.Errorf("%q is no NinjaOne id; write a number such as 402", id)
	}
	var streams []string
	err := a.Store.EachStream(ctx, tenant, "connection/", func(h eventstore.StreamHead) error {
		of := strings.TrimPrefix(h.Stream, "connection/")
		if connection == "" || connection == of {
			for _, prefix := range prefixes {
				streams = append(streams, prefix+of+"/"+number)
			}
		}
		return nil
	})
	return streams, err
}

// assetStreams names the streams that hold the history of an asset: its own, and
// those of the device that it is made of.
func (a *App) assetStreams(ctx context.Context, tenant uuid.UUID, text string) ([]string, error) {
	id, err := uuid.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%q is no asset's id; write a UUID, as the list of assets shows it", text)
	}
	streams := []string{event.AssetStream(id)} // a manual asset that was removed: its stream tells
	err = projections.Read(ctx, a.db.web, tenant, a.Store.Now(), func(r *projections.Reading) error {
		records, err := asset.Records(ctx, r, id)
		if len(records) > 0 {
			streams = asset.Streams(records)
		}
		return err
	})
	return streams, err
}
