"""Events: what happened in a space, in stable words, for systems beside us.

Facts (`of_facts`) and writes (`of_writes`) become events by the catalogue; `log` puts them into the
store together with what they tell.
"""
