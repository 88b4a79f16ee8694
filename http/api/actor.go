package api

import (
	"strings"

	"coresync/domain/event"
)

// ActorWord tells who did something without naming a person.
func ActorWord(actor string) string {
	kind, id, _ := strings.Cut(actor, ":")
	switch kind {
	case "user":
		return "a person (" + shortened(id) + ")"
	case "token":
		return "an API token (" + shortened(id) + ")"
	case "link":
		return "an auditor by a link (" + shortened(id) + ")"
	case "cli":
		return "the command line (" + id + ")"
	case event.ActorPoller:
		return "a sync"
	case event.ActorScheduler:
		return "a schedule"
	case event.ActorPrivacy:
		return "the retention of last users"
	case event.ActorSystem:
		return "Coresync"
	case event.ActorDoor:
		return "nobody: not let in"
	}
	return actor
}

// shortened is the beginning of an id, by which people tell a few apart.
func shortened(id string) string { return id[:min(len(id), 8)] }
