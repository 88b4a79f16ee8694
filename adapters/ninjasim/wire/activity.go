package wire

import "coresync/adapters/ninjasim/fleet"

// Activity writes an entry of the log; members without a value are left out.
func Activity(w *Writer, a *fleet.Activity) {
	w.Object()
	w.Int("id", a.ID)
	w.Time("activityTime", a.Time)
	w.Positive("deviceId", a.DeviceID)
	w.String("activityType", a.Type)
	w.String("statusCode", a.Code)
	w.String("status", a.Status)
	w.Filled("activityResult", a.Result)
	w.Filled("sourceConfigUid", a.SourceUID)
	w.Filled("sourceName", a.SourceName)
	w.Filled("subject", a.Subject)
	w.Positive("userId", a.UserID)
	w.String("message", a.Message)
	w.String("type", a.TypeText)
	w.End()
}

// Alert writes an alert that is active now; it has no organizationId.
func Alert(w *Writer, a *fleet.Alert) {
	w.Object()
	w.String("uid", a.UID)
	w.Int("deviceId", int64(a.DeviceID))
	w.String("message", a.Message)
	w.Time("createTime", a.Created)
	w.Time("updateTime", a.Created)
	w.String("sourceType", a.SourceType)
	w.String("sourceConfigUid", a.SourceUID)
	w.String("sourceName", a.SourceName)
	w.String("subject", a.Subject)
	w.Key("data")
	w.Object()
	w.Key("message")
	w.Object()
	w.String("code", a.SourceType)
	w.Key("params")
	w.Object()
	w.End()
	w.End()
	w.End()
	w.Filled("priority", a.Priority)
	w.Filled("severity", a.Severity)
	w.End()
}
