package privacy

import (
	"slices"

	"coresync/domain/event"
)

// sealedFor are the types of events whose personal members are sealed for subjects of a
// kind. A test compares them with event.PersonalCatalog.
var sealedFor = map[event.SubjectKind][]event.Type{
	event.SubjectContact:    {"ContactRecorded", "ContactObserved"},
	event.SubjectAccount:    {"UserObserved", "AccessRequested", "DeviceObserved"},
	event.SubjectEmail:      {"AccessRequested", "ProvisionedUserSet"},
	event.SubjectUserString: {"DeviceUserObserved"},
}

// Kinds are the kinds of subjects that personal data is sealed for.
func Kinds() []event.SubjectKind {
	return []event.SubjectKind{event.SubjectContact, event.SubjectAccount, event.SubjectEmail, event.SubjectUserString}
}

// Types are the types of events that hold data of subjects of a kind.
func Types(kind event.SubjectKind) []event.Type { return slices.Clone(sealedFor[kind]) }

// words are what the personal members of events hold, as a report calls it.
var words = map[string]string{
	"first_name": "first name", "last_name": "surname", "name": "name", "email": "e-mail address", "phone": "telephone",
	"job_title": "job title", "owner": "owner of devices in NinjaOne", "user": "name of logons", "said": "what SCIM says of a user",
}

// Data are the kinds of data that are sealed for subjects of a kind, each once.
func Data(kind event.SubjectKind) []string {
	data, catalog := []string{}, event.PersonalCatalog()
	for _, typ := range sealedFor[kind] {
		for _, member := range catalog[typ] {
			if word := words[member]; !slices.Contains(data, word) {
				data = append(data, word)
			}
		}
	}
	return data
}
