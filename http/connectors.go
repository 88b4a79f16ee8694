package http

import (
	"context"
	"net/http"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// connectorList is the answer to the list of connectors.
type connectorList struct {
	Items []api.AccessConnector `json:"items"`
}

func (s *Server) listConnectors(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.AccessConnectors.List(r.Context(), scope)
	if err != nil {
		return err
	}
	filled(&found.Data)
	for i := range found.Data {
		filled(&found.Data[i].Owners)
	}
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, connectorList{found.Data})
}

func (s *Server) getConnector(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.AccessConnectors.Get(r.Context(), scope, r.pathID())
	if err != nil {
		return err
	}
	filled(&found.Data.Owners)
	tag(w, found.Data.Version)
	return writeAnswer(w, r, found)
}

func (s *Server) setConnector(w http.ResponseWriter, r *request) error {
	return decided(w, r, func(ctx context.Context, c api.Command, d api.AccessConnectorDraft) (api.Written, error) {
		return s.services.AccessConnectors.Set(ctx, c, r.pathID(), d)
	})
}

// governs refuses who may not do both that a connector is about (C1C-01).
func (r *request) governs() error {
	if r.who.Permissions.Has(permission.IntegrationsManage) {
		return nil
	}
	return &domain.Error{Code: domain.CodeForbidden, Reason: "permission_missing",
		Message: "This takes the permission integrations:manage besides access:manage, as Connector admins and Super admins have them."}
}

func (s *Server) addConnector(w http.ResponseWriter, r *request) error {
	var draft api.ConnectorDraft
	if err := r.governs(); err != nil {
		return err
	}
	if err := r.decode(&draft); err != nil {
		return err
	}
	done, err := s.services.AccessConnectors.Add(r.Context(), r.command(), draft)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusCreated, done, "/api/v1/access/connectors")
}

func (s *Server) removeConnector(w http.ResponseWriter, r *request) error {
	if err := r.governs(); err != nil {
		return err
	}
	done, err := s.services.AccessConnectors.Remove(r.Context(), r.command(), r.pathID())
	return r.wrote(w, done, err)
}

// ownersBody says who looks after a connector.
type ownersBody struct {
	Owners []uuid.UUID `json:"owners"`
}

func (s *Server) setConnectorOwners(w http.ResponseWriter, r *request) error {
	return decided(w, r, func(ctx context.Context, c api.Command, body ownersBody) (api.Written, error) {
		return s.services.AccessConnectors.SetOwners(ctx, c, r.pathID(), body.Owners)
	})
}

func (s *Server) configureConnector(w http.ResponseWriter, r *request) error {
	if err := r.governs(); err != nil {
		return err
	}
	return decided(w, r, func(ctx context.Context, c api.Command, d api.ConnectorConfigurationDraft) (api.Written, error) {
		return s.services.AccessConnectors.Configure(ctx, c, r.pathID(), d)
	})
}

func (s *Server) readConnector(w http.ResponseWriter, r *request) error {
	if err := s.services.AccessConnectors.Read(r.Context(), r.command(), r.pathID()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// connectorLogs is the answer to the newest readings.
type connectorLogs struct {
	Items []api.ConnectorLog `json:"items"`
}

func (s *Server) listConnectorLogs(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	if _, err := s.services.AccessConnectors.Get(r.Context(), scope, r.pathID()); err != nil {
		return err
	}
	all, err := s.services.AccessConnectors.Logs(r.Context(), scope, r.pathID())
	if err != nil {
		return err
	}
	filled(&all)
	return r.write(w, http.StatusOK, connectorLogs{all})
}

func (s *Server) listApps(w http.ResponseWriter, r *request) error {
	scope, list, err := r.asks()
	if err != nil {
		return err
	}
	found, err := s.services.AccessApps.List(r.Context(), scope, api.AppFilter{Kind: r.text("kind")}, list)
	if err != nil {
		return err
	}
	return writePage(w, r, found)
}
