// Package catalog lists the read models of the product: a new one is a folder of
// its own and a line here.
package catalog

import (
	"coresync/projections"
	"coresync/projections/access"
	"coresync/projections/asset"
	"coresync/projections/association"
	"coresync/projections/connection"
	"coresync/projections/directory"
	"coresync/projections/governance"
	"coresync/projections/mapping"
	"coresync/projections/notification"
	"coresync/projections/replacement"
	"coresync/projections/reportmail"
	"coresync/projections/webhook"
)

// Models returns all read models, in the order of their migrations.
func Models() []*projections.Model {
	return []*projections.Model{directory.Model(), mapping.Model(), asset.Model(), connection.Model(), association.Model(), notification.Model(), access.Model(), replacement.Model(), governance.Model(), reportmail.Model(), webhook.Model()}
}
