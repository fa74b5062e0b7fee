# Puts a signature or an HMAC under records. Whoever holds this can add to the record, and can neither verify, change
# the key, nor open anything.

path "transit/sign/hushkey-audit" {
  capabilities = ["update"]
}

path "transit/hmac/hushkey-audit" {
  capabilities = ["update"]
}

path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}
