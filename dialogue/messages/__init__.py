"""All Messages: importing this package fills `Message.registry`, by which stored Messages are read back."""

from dialogue.messages import access as access
from dialogue.messages import advice as advice
from dialogue.messages import basket as basket
from dialogue.messages import changes as changes
from dialogue.messages import checkout as checkout
from dialogue.messages import comparison as comparison
from dialogue.messages import courtesy as courtesy
from dialogue.messages import delivering as delivering
from dialogue.messages import early as early
from dialogue.messages import gift_cards as gift_cards
from dialogue.messages import giving as giving
from dialogue.messages import handover as handover
from dialogue.messages import linking as linking
from dialogue.messages import near as near
from dialogue.messages import notices as notices
from dialogue.messages import paying as paying
from dialogue.messages import privacy as privacy
from dialogue.messages import questions as questions
from dialogue.messages import refunds as refunds
from dialogue.messages import refusals as refusals
from dialogue.messages import returns as returns
from dialogue.messages import selection as selection
from dialogue.messages import sets as sets
from dialogue.messages import swaps as swaps
from dialogue.messages import tracking as tracking
from dialogue.messages import watching as watching
