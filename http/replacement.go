package http

import (
	"net/http"

	"coresync/http/api"
	p "coresync/http/permission"

	"github.com/google/uuid"
)

// replacementRoutes are about the end of devices' lives.
func (s *Server) replacementRoutes() []route {
	has := s.services.Replacements != nil
	return []route{
		{"listReplacementPolicies", get, "/api/v1/replacement-policies", p.IntegrationsView, has, plain, s.listReplacementPolicies},
		{"setReplacementPolicies", put, "/api/v1/replacement-policies", p.IntegrationsManage, has, plain, s.setReplacementPolicies},
		{"previewReplacementPolicies", post, "/api/v1/replacement-policies/preview", p.IntegrationsManage, has, plain, s.previewReplacementPolicies},
		{"listRecommendations", get, "/api/v1/eol-recommendations", p.AssetsView, has, plain, s.listRecommendations},
		{"countRecommendations", get, "/api/v1/eol-recommendations/counts", p.AssetsView, has, plain, s.countRecommendations},
		{"planReplacements", post, "/api/v1/eol-recommendations/plans", p.AssetsManage, has, plain, s.planReplacements},
		{"makeReplacementTickets", post, "/api/v1/eol-recommendations/tickets", p.ContactsManage, has, plain, s.makeReplacementTickets},
		{"exportQuoteLines", get, "/api/v1/eol-recommendations/quote-lines", p.AssetsView, has, plain, s.exportReplacement(api.ExportQuote)},
		{"exportRecommendations", get, "/api/v1/eol-recommendations/export", p.AssetsView, has, plain, s.exportReplacement(api.ExportRecommendations)},
		{"forecastReplacements", get, "/api/v1/refresh-forecast", p.ReportsView, has, plain, s.forecastReplacements},
		{"exportForecast", get, "/api/v1/refresh-forecast/export", p.ReportsView, has, plain, s.exportReplacement(api.ExportForecast)},
	}
}

// replacementPolicies is the answer to the list of policies.
type replacementPolicies struct {
	Items []api.ReplacementPolicy `json:"items"`
}

func (s *Server) listReplacementPolicies(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Replacements.Policies(r.Context(), scope, r.id("customer"))
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	if scope.AsOf == nil {
		tagAny(w, found.Data.Version)
	}
	return r.write(w, http.StatusOK, replacementPolicies{found.Data.Items})
}

func (s *Server) setReplacementPolicies(w http.ResponseWriter, r *request) error {
	var draft api.ReplacementPolicyDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	done, err := s.services.Replacements.SetPolicies(r.Context(), r.command(), draft)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}

func (s *Server) previewReplacementPolicies(w http.ResponseWriter, r *request) error {
	var draft api.ReplacementPolicyDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	found, err := s.services.Replacements.PreviewPolicies(r.Context(), api.Scope{Tenant: r.who.Tenant}, draft)
	if err != nil {
		return err
	}
	return writeAnswer(w, r, found)
}

func (r *request) recommendationFilter() api.RecommendationFilter {
	return api.RecommendationFilter{
		Customers: r.ids("customer"), NoCustomer: r.flag("no_customer"), Categories: r.texts("category"), States: r.texts("state"), Plans: r.texts("plan"),
		Virtual: r.flag("include_virtual"), Quarter: r.text("quarter"), Try: r.texts("try"), Changed: r.flag("changed"),
		Assets: r.ids("asset"), Together: r.text("by_customer") == "false",
	}
}

func (s *Server) listRecommendations(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	list, err := r.list()
	if err != nil {
		return err
	}
	found, err := s.services.Replacements.Recommendations(r.Context(), scope, r.recommendationFilter(), list)
	if err != nil {
		return err
	}
	return writePage(w, r, found)
}

func (s *Server) countRecommendations(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Replacements.Counts(r.Context(), scope, r.recommendationFilter())
	if err != nil {
		return err
	}
	return writeAnswer(w, r, found)
}

func (s *Server) planReplacements(w http.ResponseWriter, r *request) error {
	var draft api.PlanDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	done, err := s.services.Replacements.Plan(r.Context(), r.command(), draft)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}

// ticketBatch are the devices that tickets are made about.
type ticketBatch struct {
	Assets []uuid.UUID `json:"assets"`
}

func (s *Server) makeReplacementTickets(w http.ResponseWriter, r *request) error {
	var batch ticketBatch
	if err := r.decode(&batch); err != nil {
		return err
	}
	made, err := s.services.Replacements.MakeTickets(r.Context(), r.command(), batch.Assets)
	if err != nil {
		return err
	}
	w.Header().Set("Coresync-Position", made.Position.String())
	return r.write(w, http.StatusOK, made)
}

// quarters is how many quarters a forecast has.
func (r *request) quarters() int {
	if n := int(r.number("quarters")); n > 0 {
		return n
	}
	return api.DefaultQuarters
}

func (s *Server) forecastReplacements(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Replacements.Forecast(r.Context(), scope, r.recommendationFilter(), r.quarters())
	if err != nil {
		return err
	}
	return writeAnswer(w, r, found)
}

// exportReplacement answers with a file.
func (s *Server) exportReplacement(what string) handler {
	return func(w http.ResponseWriter, r *request) error {
		scope, err := r.scope()
		if err != nil {
			return err
		}
		list, err := r.list()
		if err != nil {
			return err
		}
		found, err := s.services.Replacements.Export(r.Context(), scope, what, r.recommendationFilter(), list.Sort, r.quarters(), r.text("format"))
		if err != nil {
			return err
		}
		r.stand(w, found.Standing)
		return r.writeFile(w, found.Data)
	}
}
