// Refbroker does the least that any broker must do to hand out a token, and is what ./hushkey bench
// compares Hushkey with: one uncached SQL join that finds the ciphertext of the device's owner, and
// its decryption in Vault Transit. It authenticates nobody, records nothing and refreshes nothing.
//
//	GET /t?u=USER&d=DEVICE
//
// Concurrent requests share one call to Transit, at no added wait: what arrives while calls are in
// flight goes with the next one.
package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	find = `select l.id, l.ciphertext
	          from device d
	          join link l on l.device_id = d.id
	          join watermark w on w.client_id = l.client_id
	         where d.id = $1 and d.user_id = $2 and l.revoked_at is null and l.issued_at > w.not_before`

	connections  = 16
	callsAtOnce  = 2
	maxItems     = 100
	queueLength  = 4096
	renewEvery   = 5 * time.Minute
	vaultTimeout = 10 * time.Second
)

type item struct {
	Ciphertext     string `json:"ciphertext"`
	Context        string `json:"context"`
	AssociatedData string `json:"associated_data"`
}

// sealed is an item that waits for its plain text, which is empty if it did not open.
type sealed struct {
	item item
	open chan string
}

type vault struct {
	address, key, token string
	http                *http.Client
	queue               chan sealed
}

func main() {
	v := &vault{
		address: need("VAULT_ADDR"),
		key:     need("VAULT_KEY"),
		token:   strings.TrimSpace(read(need("VAULT_TOKEN_FILE"))),
		http: &http.Client{
			Timeout:   vaultTimeout,
			Transport: &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true},
		},
		queue: make(chan sealed, queueLength),
	}
	config, err := pgxpool.ParseConfig(need("DATABASE_URL"))
	if err != nil {
		log.Fatal("DATABASE_URL: ", err)
	}
	config.ConnConfig.Password = strings.TrimSpace(read(need("DATABASE_PASSWORD_FILE")))
	config.MaxConns = connections
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	if err != nil {
		log.Fatal(err)
	}
	for range callsAtOnce {
		go v.decryptForEver()
	}
	go v.renewForEver()
	http.HandleFunc("GET /t", func(w http.ResponseWriter, r *http.Request) { resolve(w, r, pool, v) })
	log.Fatal(http.ListenAndServe(need("LISTEN"), nil))
}

func need(name string) string {
	value := os.Getenv(name)
	if value == "" {
		log.Fatal(name, " is not set")
	}
	return value
}

func read(file string) string {
	content, err := os.ReadFile(file)
	if err != nil {
		log.Fatal(err)
	}
	return string(content)
}

func resolve(w http.ResponseWriter, r *http.Request, pool *pgxpool.Pool, v *vault) {
	query := r.URL.Query()
	user, noUser := strconv.ParseInt(query.Get("u"), 10, 64)
	device, noDevice := strconv.ParseInt(query.Get("d"), 10, 64)
	if err := errors.Join(noUser, noDevice); err != nil {
		http.Error(w, "u and d are numbers", http.StatusBadRequest)
		return
	}
	var id int64
	var ciphertext string
	if err := pool.QueryRow(r.Context(), find, device, user).Scan(&id, &ciphertext); err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	asked := sealed{item{
		ciphertext,
		encode(fmt.Sprintf("link-%d", id)),
		encode(fmt.Sprintf("user-%d|device-%d", user, device)),
	}, make(chan string, 1)}
	v.queue <- asked
	token, err := base64.StdEncoding.DecodeString(<-asked.open)
	if err != nil || len(token) == 0 {
		http.Error(w, "the token did not open", http.StatusBadGateway)
		return
	}
	w.Write(token)
}

func encode(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

func (v *vault) decryptForEver() {
	for first := range v.queue {
		batch := []sealed{first}
		for more := true; more && len(batch) < maxItems; {
			select {
			case next := <-v.queue:
				batch = append(batch, next)
			default:
				more = false
			}
		}
		v.decrypt(batch)
	}
}

func (v *vault) decrypt(batch []sealed) {
	items := make([]item, len(batch))
	for i, each := range batch {
		items[i] = each.item
	}
	var answer struct {
		Data struct {
			Results []struct{ Plaintext, Error string } `json:"batch_results"`
		}
	}
	err := v.post("transit/decrypt/"+v.key, map[string]any{"batch_input": items}, &answer)
	results := answer.Data.Results
	if err == nil && len(results) != len(batch) {
		err = fmt.Errorf("%d results for %d items", len(results), len(batch))
	}
	if err != nil {
		log.Print(err)
	}
	for i, each := range batch {
		if err != nil || results[i].Error != "" {
			each.open <- ""
		} else {
			each.open <- results[i].Plaintext
		}
	}
}

func (v *vault) renewForEver() {
	for {
		time.Sleep(renewEvery)
		if err := v.post("auth/token/renew-self", map[string]any{}, &struct{}{}); err != nil {
			log.Print(err)
		}
	}
}

func (v *vault) post(path string, body, answer any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequest("POST", v.address+"/v1/"+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	request.Header.Set("X-Vault-Token", v.token)
	request.Header.Set("Content-Type", "application/json")
	response, err := v.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("Vault answered %d to %s", response.StatusCode, path)
	}
	return json.Unmarshal(content, answer)
}
