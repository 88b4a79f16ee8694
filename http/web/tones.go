package web

import (
	"coresync/http/api"
)

// tone is how a state is shown: a word, an icon and a colour, never colour alone.
type tone struct{ Word, Icon, Tone string }

// stateOf shows the state of a connection (SET-13).
func stateOf(state string) tone {
	switch state {
	case "connected":
		return tone{"Connected", "circle-check", "green"}
	case "syncing":
		return tone{"Syncing", "refresh", "blue"}
	case "reconnect_required":
		return tone{"Reconnect required", "plug-connected-x", "red"}
	case "error":
		return tone{"Connected with errors", "alert-triangle", "orange"}
	case "disconnected":
		return tone{"Disconnected", "plug-connected-x", "secondary"}
	}
	return tone{"Not connected", "plug-connected-x", "secondary"}
}

// runState shows the state of a sync run.
func runState(state string) tone {
	switch state {
	case "completed":
		return tone{"Completed", "circle-check", "green"}
	case "running":
		return tone{"Running", "refresh", "blue"}
	case "queued":
		return tone{"Queued", "clock", "secondary"}
	case "held":
		return tone{"Held", "alert-triangle", "orange"}
	case "failed":
		return tone{"Failed", "circle-x", "red"}
	case "discarded":
		return tone{"Discarded", "trash", "secondary"}
	case "undone":
		return tone{"Undone", "history", "secondary"}
	}
	return tone{state, "question-mark", "secondary"}
}

// mappingState shows the state of an organization (MAP-06 to MAP-09). Stale has an
// icon of its own, since yellow and amber are hard to tell apart.
func mappingState(status string) tone {
	switch status {
	case "mapped":
		return tone{"Mapped", "circle-check", "green"}
	case "auto_matched":
		return tone{"Auto-matched", "eye", "orange"}
	case "unmatched":
		return tone{"Unmatched", "circle-x", "red"}
	case "stale":
		return tone{"Stale", "link-off", "yellow"}
	case "ignored":
		return tone{"Ignored", "ban", "secondary"}
	}
	return tone{status, "question-mark", "secondary"}
}

// mappingOfOrganization shows what an organization is mapped to: a name that is the same
// links at once, which nobody confirmed (MAP-13).
func mappingOfOrganization(o api.Organization) tone {
	t := mappingState(o.Status)
	if o.Status == "mapped" && o.Source != "saved" {
		t.Word += " (auto)"
	}
	return t
}

// connectivity shows whether a device is online (AST-03).
func connectivity(state string) tone {
	switch state {
	case "online":
		return tone{"Online", "wifi", "green"}
	case "offline":
		return tone{"Offline", "wifi-off", "red"}
	case "not_monitored":
		return tone{"Not monitored", "circle-dashed", "secondary"}
	}
	return tone{"Unknown", "question-mark", "secondary"}
}

// outcome shows the result of a check.
func outcome(o string) tone {
	switch o {
	case "ok":
		return tone{"OK", "circle-check", "green"}
	case "warning":
		return tone{"Look at it", "alert-triangle", "orange"}
	case "failed":
		return tone{"Failed", "circle-x", "red"}
	}
	return tone{"Skipped", "circle-dashed", "secondary"}
}

func short(id string) string { return id[:min(len(id), 8)] }
