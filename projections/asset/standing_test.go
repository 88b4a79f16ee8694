package asset_test

import (
	"testing"

	rule "coresync/domain/asset"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/stretchr/testify/require"
)

// standing asks what the serial number of the asset of a device is worth, and because of
// how many others.
func (f *fleet) standing(device int64) (rule.SerialState, int) {
	f.t.Helper()
	f.Project()
	rules := rule.DefaultRules()
	var found rule.SerialStanding
	require.NoError(f.t, projections.Read(f.t.Context(), f.Pool, f.A, f.Clock.Now(), func(r *projections.Reading) error {
		records, err := asset.Records(f.t.Context(), r, f.id(device))
		if err == nil {
			found, _, err = asset.StandingOfSerial(f.t.Context(), r, &rules, records)
		}
		return err
	}))
	return found.State, len(found.Others)
}

func (f *fleet) stands(device int64, want rule.SerialState, others int) {
	f.t.Helper()
	state, n := f.standing(device)
	require.Equal(f.t, want, state, "device %d", device)
	require.Equal(f.t, others, n, "device %d", device)
}

// The quarantine of a serial number is learned when the second device comes with it, and is
// told of the first as of the second; it is unlearned when the others have another one.
func TestGAP_02_TheFirstDeviceOfAJunkSerialNumberIsToldSoAndThatItIsUnlearned(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	f.Append(f.device(1, "CLONE", nil))
	f.stands(1, rule.SerialIdentifies, 0)
	f.days(10)
	f.Append(f.device(2, "clone", nil))
	f.stands(1, rule.SerialQuarantined, 1)
	f.stands(2, rule.SerialQuarantined, 1)
	f.Append(f.vanished(2))
	f.stands(1, rule.SerialAmbiguous, 1)
	f.Append(f.deviceWas(2, "OTHER", "Clone"))
	f.stands(1, rule.SerialReleased, 1)
	f.stands(2, rule.SerialIdentifies, 0)
	f.assets(1, 2) // live = rebuilt
}

// What more devices have than make kin is in quarantine all the same.
func TestGAP_02_AQuarantineOfVeryManyDevicesIsToldToo(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	for d := int64(1); d <= 70; d++ {
		f.Append(f.device(d, "SAME", nil))
	}
	f.stands(1, rule.SerialQuarantined, 69)
	f.Append(f.device(71, "TWINS", nil), f.device(72, "TWINS", nil), f.device(73, "ONE", nil), f.device(74, "GONE", nil), f.device(75, "GONE", nil))
	f.Append(f.vanished(75))
	f.Project()
	require.NoError(t, projections.Read(t.Context(), f.Pool, f.A, f.Clock.Now(), func(r *projections.Reading) error {
		found, err := asset.SharedSerials(t.Context(), r, f.conn)
		require.Equal(t, []asset.SharedSerial{{Serial: "SAME", Assets: 70}, {Serial: "TWINS", Assets: 2}}, found)
		return err
	}))
}
