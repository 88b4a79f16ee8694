package asset_test

import (
	"context"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/stretchr/testify/require"
)

const day = 24 * time.Hour

// untidy asks for one of the lists of devices that want a look, and gives their ids.
func (f *fleet) untidy(list func(context.Context, *projections.Reading) ([]asset.Untidy, error)) []asset.Untidy {
	f.t.Helper()
	f.Project()
	var found []asset.Untidy
	require.NoError(f.t, projections.Read(f.t.Context(), f.Pool, f.A, f.Clock.Now(), func(r *projections.Reading) (err error) {
		found, err = list(f.t.Context(), r)
		return err
	}))
	return found
}

func (f *fleet) stale() []asset.Untidy {
	return f.untidy(func(ctx context.Context, r *projections.Reading) ([]asset.Untidy, error) {
		return asset.Stale(ctx, r, f.conn, f.Clock.Now().Add(-60*day))
	})
}

// A device is stale when it is off line and was not heard of, whatever its observation
// of long ago says of its last contact.
func TestDevicesWithoutContactAreStale(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	began := f.Clock.Now()
	long := began.Add(-90 * day)
	f.Append(f.device(1, "SN-0001", map[string]any{"offline": true, "lastContact": long.Unix()}))
	f.Append(f.device(2, "SN-0002", nil)) // on line all the time
	f.Append(f.device(3, "SN-0003", nil)) // goes off line, and stays so
	f.Append(f.device(4, "SN-0004", map[string]any{"offline": true, "lastContact": long.Unix()}))
	f.Append(f.vanished(4))
	found := f.stale()
	require.Len(t, found, 1)
	require.EqualValues(t, 1, found[0].DeviceID)
	require.Equal(t, "PC-1", found[0].Name)
	require.WithinDuration(t, long, found[0].Since, time.Second)

	f.Append(f.presence(nil, []int64{3}))
	off := f.Clock.Now()
	f.Clock.Advance(61 * day)
	found = f.stale()
	require.Len(t, found, 2)
	require.EqualValues(t, 1, found[0].DeviceID, "the oldest contact first")
	require.EqualValues(t, 3, found[1].DeviceID)
	require.WithinDuration(t, off, found[1].Since, time.Second)

	f.Append(f.presence([]int64{1, 3}, nil))
	require.Empty(t, f.stale(), "they are back")
}

// A machine that is enrolled again more than once in the period wants a look; once is how
// a machine is set up anew, and another organization is another matter.
func TestMachinesThatAreEnrolledAgainAndAgainAreListed(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	began := f.Clock.Now()
	enrolled := func(id int64, serial string, days int, organization int) event.New {
		return f.device(id, serial, map[string]any{"created": began.Add(time.Duration(days) * day).Unix(), "organizationId": organization})
	}
	f.Append(enrolled(1, "SN-0001", -100, 1), enrolled(2, "SN-0001", -5, 1), enrolled(3, "SN-0001", -2, 1))
	f.Append(enrolled(4, "SN-0002", -100, 1), enrolled(5, "SN-0002", -2, 1))
	f.Append(enrolled(6, "SN-0003", -3, 1), enrolled(7, "SN-0003", -2, 2), enrolled(8, "SN-0003", -1, 3))
	f.Append(enrolled(9, "To be filled by O.E.M.", -3, 1), enrolled(10, "To be filled by O.E.M.", -2, 1), enrolled(11, "To be filled by O.E.M.", -1, 1))
	found := f.untidy(func(ctx context.Context, r *projections.Reading) ([]asset.Untidy, error) {
		return asset.Reenrolled(ctx, r, f.conn, began.Add(-30*day))
	})
	require.Len(t, found, 1)
	require.EqualValues(t, 3, found[0].DeviceID)
	require.Equal(t, 2, found[0].Times)
}
