# What the running service may do, and nothing else: use the keys it was given, keep its own log-in alive.
# `update` without `create`: encrypting with an unknown key name must fail, not make a new key.
# A block with ASSISTANT in its path stands for one block per assistant, see docs/vault.md.

path "transit/encrypt/hushkey-ASSISTANT" {
  capabilities = ["update"]
}

path "transit/decrypt/hushkey-ASSISTANT" {
  capabilities = ["update"]
}

# our own JWT signing keys at rest
path "transit/encrypt/hushkey-signing" {
  capabilities = ["update"]
}

path "transit/decrypt/hushkey-signing" {
  capabilities = ["update"]
}

# what it may ask about itself: how long its log-in lasts, and whether its token may do more than this
path "auth/approle/role/hushkey-serve/secret-id/lookup" {
  capabilities = ["update"]
}

path "sys/capabilities-self" {
  capabilities = ["update"]
}

path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}
