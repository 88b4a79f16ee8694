package http

import (
	"context"
	"net/http"

	"coresync/domain"
	"coresync/http/api"
	p "coresync/http/permission"

	"github.com/google/uuid"
)

// webhookRoutes are the programs outside that are told what happens here.
func (s *Server) webhookRoutes() []route {
	has, may := s.services.Webhooks != nil, p.IntegrationsManage
	return []route{
		{"listWebhooks", get, "/api/v1/webhooks", may, has, plain, s.listWebhooks},
		{"createWebhook", post, "/api/v1/webhooks", may, has, plain, s.createWebhook},
		{"getWebhook", get, "/api/v1/webhooks/{id}", may, has, plain, s.getWebhook},
		{"changeWebhook", put, "/api/v1/webhooks/{id}", may, has, plain, s.changeWebhook},
		{"removeWebhook", del, "/api/v1/webhooks/{id}", may, has, plain, s.webhookCommand(api.Webhooks.Remove)},
		{"listWebhookDeliveries", get, "/api/v1/webhooks/{id}/deliveries", may, has, plain, s.listWebhookDeliveries},
		{"pauseWebhook", post, "/api/v1/webhooks/{id}/pause", may, has, plain, s.webhookCommand(api.Webhooks.Pause)},
		{"resumeWebhook", post, "/api/v1/webhooks/{id}/resume", may, has, plain, s.webhookCommand(api.Webhooks.Resume)},
		{"replayWebhook", post, "/api/v1/webhooks/{id}/replay", may, has, plain, s.replayWebhook},
		{"renewWebhookSecret", post, "/api/v1/webhooks/{id}/secret", may, has, plain, s.renewWebhookSecret},
		{"testWebhook", post, "/api/v1/webhooks/{id}/test", may, has, plain, s.testWebhook},
	}
}

func (s *Server) listWebhooks(w http.ResponseWriter, r *request) error {
	found, err := s.services.Webhooks.List(r.Context(), api.Scope{Tenant: r.who.Tenant})
	if err != nil {
		return err
	}
	filled(&found.Data.Items)
	return writeAnswer(w, r, found)
}

func (s *Server) getWebhook(w http.ResponseWriter, r *request) error {
	found, err := s.services.Webhooks.Get(r.Context(), api.Scope{Tenant: r.who.Tenant}, r.pathID())
	if err != nil {
		return err
	}
	tag(w, found.Data.Version)
	return writeAnswer(w, r, found)
}

// webhookDraft reads a draft. What is told of persons is what its maker may see.
func (r *request) webhookDraft() (draft api.WebhookDraft, err error) {
	if err := r.decode(&draft); err != nil {
		return draft, err
	}
	return draft, api.MayTellPeople(r.who, draft)
}

func (s *Server) createWebhook(w http.ResponseWriter, r *request) error {
	draft, err := r.webhookDraft()
	if err != nil {
		return err
	}
	if draft.URL == "" {
		return domain.Invalid([]domain.Fault{{Pointer: "/url", Code: "required", Message: "Say where it is told to."}})
	}
	done, err := s.services.Webhooks.Create(r.Context(), r.command(), draft)
	if err != nil {
		return err
	}
	return r.writeSecret(w, http.StatusCreated, done, "/api/v1/webhooks")
}

func (s *Server) changeWebhook(w http.ResponseWriter, r *request) error {
	draft, err := r.webhookDraft()
	if err != nil {
		return err
	}
	done, err := s.services.Webhooks.Change(r.Context(), r.command(), r.pathID(), draft)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}

// webhookCommand carries a command out that takes no body.
func (s *Server) webhookCommand(do func(api.Webhooks, context.Context, api.Command, uuid.UUID) (api.Written, error)) handler {
	return func(w http.ResponseWriter, r *request) error {
		done, err := do(s.services.Webhooks, r.Context(), r.command(), r.pathID())
		if err != nil {
			return err
		}
		return r.writeWritten(w, http.StatusOK, done, "")
	}
}

// replayRequest says from where on things are told once more.
type replayRequest struct {
	From int64 `json:"from"`
}

func (s *Server) replayWebhook(w http.ResponseWriter, r *request) error {
	var body replayRequest
	if err := r.decode(&body); err != nil {
		return err
	}
	done, err := s.services.Webhooks.Replay(r.Context(), r.command(), r.pathID(), body.From)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}

func (s *Server) renewWebhookSecret(w http.ResponseWriter, r *request) error {
	done, err := s.services.Webhooks.Renew(r.Context(), r.command(), r.pathID())
	if err != nil {
		return err
	}
	return r.writeSecret(w, http.StatusOK, done, "")
}

func (s *Server) testWebhook(w http.ResponseWriter, r *request) error {
	tested, err := s.services.Webhooks.Test(r.Context(), r.command(), r.pathID())
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, tested)
}

func (s *Server) listWebhookDeliveries(w http.ResponseWriter, r *request) error {
	list, err := r.list()
	if err != nil {
		return err
	}
	found, err := s.services.Webhooks.Deliveries(r.Context(), api.Scope{Tenant: r.who.Tenant}, r.pathID(), list)
	if err != nil {
		return err
	}
	p, err := pageOf(r, found, uuid.Nil)
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, p)
}

// writeSecret answers with a secret, which is shown this once.
func (r *request) writeSecret(w http.ResponseWriter, status int, done api.WebhookWritten, path string) error {
	w.Header().Set("Coresync-Position", done.Position.String())
	tag(w, done.Version)
	if status == http.StatusCreated && done.ID != nil {
		w.Header().Set("Location", path+"/"+done.ID.String())
	}
	return r.write(w, status, done)
}
