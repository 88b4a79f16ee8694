package baseline

import (
	"strings"
	"time"

	"coresync/domain/asset"

	"github.com/google/uuid"
)

var rules = asset.DefaultRules()

// arguments are the values of one upsert, composed by the product's own rules.
func arguments(stream string, tenant uuid.UUID, position int64, d *asset.Device, manual string) []any {
	f := rules.Compose(d, nil)
	name := f.Name
	if manual != "" {
		name = manual
	}
	return []any{
		tenant, stream, name, strings.ToLower(name), strings.ToLower(strings.Join(f.Names, " ")), f.Manufacturer, f.Model,
		f.Serial, f.BIOSSerial, f.OS, f.OSBuild, f.Architecture, string(f.Category),
		d.NodeClass, f.Chassis, f.Virtual, string(asset.ConnectivityOf(d.NodeClass, d.Offline)), orNull(f.LastContact),
		orNull(f.Created), orNull(f.WarrantyStart), orNull(f.WarrantyEnd), d.ID,
		d.OrganizationID, d.LocationID, position,
	}
}

func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
