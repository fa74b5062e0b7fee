# Key maintenance: make a new version, move ciphertexts to it, list the versions. The holder of this policy
# sees no plain text (rewrap turns ciphertext into ciphertext) and can make nothing unreadable.

path "transit/keys/hushkey-ASSISTANT" {
  capabilities = ["read"]
}

path "transit/keys/hushkey-ASSISTANT/rotate" {
  capabilities = ["update"]
}

path "transit/rewrap/hushkey-ASSISTANT" {
  capabilities = ["update"]
}

path "transit/keys/hushkey-signing" {
  capabilities = ["read"]
}

path "transit/keys/hushkey-signing/rotate" {
  capabilities = ["update"]
}

path "transit/rewrap/hushkey-signing" {
  capabilities = ["update"]
}

# what it may ask about itself: how long its log-in lasts, and whether its token may do more than this
path "auth/approle/role/hushkey-rotate/secret-id/lookup" {
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
