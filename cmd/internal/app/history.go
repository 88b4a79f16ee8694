package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// historyPrefixes names the kinds of streams that tell a thing's history.
var historyPrefixes = map[string][]string{
	"device":       {"device/", "device-user/"},
	"organization": {"organization/", "mapping/"},
}

// HistoryStreams names the streams that hold the history of a device or an
// organization. Its NinjaOne id is looked for in all connections, unless the
// connection stands before it: CONNECTION/402.
func (a *App) HistoryStreams(ctx context.Context, tenant uuid.UUID, kind, id string) ([]string, error) {
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

// AssetStreams names the streams that hold the history of an asset: its own, and
// those of the device that it is made of.
func (a *App) AssetStreams(connection uuid.UUID, device int64, asset uuid.UUID) []string {
	streams := []string{event.AssetStream(asset)}
	if connection != uuid.Nil {
		streams = append(streams, event.DeviceStream(connection, device), event.DeviceUserStream(connection, device))
	}
	return streams
}
