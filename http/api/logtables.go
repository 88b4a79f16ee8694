package api

import (
	"strings"

	"coresync/domain/spreadsheet"
)

// AccessAccountHead are the headings of a table of NinjaOne's accounts.
func AccessAccountHead() []string {
	return []string{"Name", "E-mail", "Type", "Connection", "Customer", "Enabled", "Administrator", "MFA", "Signs in by", "Invitation", "Roles", "Person", "Devices", "First seen", "Changed", "Vanished", "User id", "Id"}
}

// AccessAccountCells are an account as a row.
func AccessAccountCells(a AccessAccount) []any {
	name, roles, person := strings.TrimSpace(a.FirstName+" "+a.LastName), make([]string, len(a.Roles)), ""
	if a.Erased {
		name = erased
	}
	for i, r := range a.Roles {
		roles[i] = r.Role.Name
	}
	if a.Person != nil {
		person = a.Person.word()
	}
	return []any{name, a.Email, kindWord(a.Kind), a.Connection.Name, a.Customer.name(), yesNo(a.Enabled), yesNo(a.Administrator), a.MFA, a.AuthType, kindWord(a.Invitation),
		strings.Join(roles, ", "), person, int64(a.Devices), a.FirstSeenAt, a.ChangedAt, spreadsheet.Moment(a.VanishedAt), a.UserID, a.ID.String()}
}

// AccessRoleHead are the headings of a table of NinjaOne's roles.
func AccessRoleHead() []string {
	return []string{"Role", "Type", "Description", "Connection", "Members", "Changed", "Vanished", "Role id", "Id"}
}

// AccessRoleCells are a role as a row.
func AccessRoleCells(r AccessRole) []any {
	return []any{r.Name, kindWord(r.Kind), r.Description, r.Connection.Name, int64(r.Members), r.ChangedAt, spreadsheet.Moment(r.VanishedAt), r.RoleID, r.ID.String()}
}

// AccessGrantHead are the headings of a table of who has, or had, which role.
func AccessGrantHead() []string {
	return []string{"Role", "Type", "Account", "E-mail", "Connection", "Source", "Since", "Until", "Position", "User id", "Account id"}
}

// AccessGrantCells are a grant as a row.
func AccessGrantCells(g AccessGrant) []any {
	return []any{g.Role.Name, kindWord(g.RoleKind), g.Name, g.Email, g.Connection.Name, g.Source, spreadsheet.Moment(g.Since), spreadsheet.Moment(g.Until), g.Position, g.UserID, g.Account.String()}
}

// AccessRequestHead are the headings of a table of requests to change access.
func AccessRequestHead() []string {
	return []string{"Action", "Role", "Account", "E-mail", "Connection", "Status", "Reason", "Asked at", "Asked by", "Decided at", "Decided by", "Ended at", "Expires at", "Message", "Id"}
}

// AccessRequestCells are a request as a row.
func AccessRequestCells(q AccessRequest) []any {
	return []any{StatusWord(q.Action), q.Role.name(), q.Name(), q.Email, q.Connection.Name, StatusWord(q.Status), q.Reason, spreadsheet.Moment(q.AskedAt), q.AskedBy,
		spreadsheet.Moment(q.DecidedAt), q.DecidedBy, spreadsheet.Moment(q.EndedAt), spreadsheet.Moment(q.ExpiresAt), q.Message, q.ID.String()}
}

// RunHead are the headings of a table of sync runs.
func RunHead() []string {
	return []string{"Connection", "Started", "Ended", "State", "Trigger", "Devices", "Created", "Updated", "Unchanged", "Missing", "Skipped", "Failed", "Events", "Message", "Id"}
}

// RunCells are a sync run as a row.
func RunCells(r Run) []any {
	c := r.Counts
	return []any{r.Connection.Name, r.StartedAt, spreadsheet.Moment(r.EndedAt), StatusWord(r.State), StatusWord(r.Trigger), int64(c.Found), int64(c.Created), int64(c.Changed), int64(c.Unchanged),
		int64(c.Missing), int64(c.Skipped), int64(c.Failed), int64(c.EventsAppended), r.Message, r.ID.String()}
}

// RunChangeHead are the headings of a table of what a run changed.
func RunChangeHead() []string {
	return []string{"Change", "Thing", "NinjaOne id", "Name", "Organization id", "Member", "Before", "After", "Asset id"}
}

// RunChangeCells are a change as rows: one for each member that differs.
func RunChangeCells(c Change) [][]any {
	asset := ""
	if c.Asset != nil {
		asset = c.Asset.ID.String()
	}
	cells := func(field, before, after string) []any {
		return []any{StatusWord(c.Kind), StatusWord(c.Thing), c.NinjaID, c.Name, c.Organization, field, before, after, asset}
	}
	if len(c.Fields) == 0 {
		return [][]any{cells("", "", "")}
	}
	rows := make([][]any, len(c.Fields))
	for i, f := range c.Fields {
		if rows[i] = cells(f.Field, f.Old, f.New); f.Personal {
			rows[i] = cells(f.Field, "(personal)", "(personal)")
		}
	}
	return rows
}

// EventHead are the headings of a table of the log.
func EventHead() []string {
	return []string{"Position", "Recorded", "Occurred", "Event", "What happened", "Stream", "Version", "Actor", "Leaf hash", "Id"}
}

// EventCells are an event as a row. What it holds is in the signed bundle, which can be verified.
func EventCells(e Event) []any {
	return []any{e.Position, e.RecordedAt, e.OccurredAt, e.Type, e.Sentence, e.Stream, e.Version, e.Actor, e.LeafHash, e.ID.String()}
}

// InboxHead are the headings of a table of what needs a person.
func InboxHead() []string {
	return []string{"What", "Text", "Type", "Since", "State", "Done at", "Done by", "Id"}
}

// InboxCells are an item of an inbox as a row.
func InboxCells(n Notification) []any {
	done := ""
	if n.DoneBy != "" {
		done = StatusWord(n.DoneBy)
	}
	return []any{n.Title, n.Text, StatusWord(n.Type), n.CreatedAt, StatusWord(n.State), spreadsheet.Moment(n.DoneAt), done, n.ID.String()}
}

// kindWord is a word that NinjaOne writes in capitals.
func kindWord(kind string) string {
	if kind == "" {
		return ""
	}
	return StatusWord(strings.ToLower(kind))
}

func yesNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}
